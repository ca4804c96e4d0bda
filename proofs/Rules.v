(** Expressions, rules, local soundness, and the least fixpoint of grants within one transition
    (semantics.md, "Two keys" and "Transfer"). *)
Require Import List Bool Arith Lia.
Import ListNotations.
From LMRules Require Import Lists Cover Theory.

(* ------------------------------------------------------------------ expressions *)

(** `og`, `eller`, `minst k av`. *)
Inductive expr :=
| Atom (o : nat)
| AllOf (parts : list expr)
| AnyOf (parts : list expr)
| AtLeast (k : nat) (parts : list expr).

Section Induction.
  Variable P : expr -> Prop.
  Hypothesis atom : forall o, P (Atom o).
  Hypothesis all : forall ps, (forall p, In p ps -> P p) -> P (AllOf ps).
  Hypothesis any : forall ps, (forall p, In p ps -> P p) -> P (AnyOf ps).
  Hypothesis some : forall k ps, (forall p, In p ps -> P p) -> P (AtLeast k ps).

  Fixpoint expr_parts_ind (e : expr) : P e :=
    match e with
    | Atom o => atom o
    | AllOf ps => all ps (of_each P expr_parts_ind ps)
    | AnyOf ps => any ps (of_each P expr_parts_ind ps)
    | AtLeast k ps => some k ps (of_each P expr_parts_ind ps)
    end.
End Induction.

(** [lmrules.kernel.satisfied]. *)
Fixpoint satisfied (held : list nat) (e : expr) : bool :=
  match e with
  | Atom o => mem o held
  | AllOf ps => forallb (satisfied held) ps
  | AnyOf ps => existsb (satisfied held) ps
  | AtLeast k ps => k <=? length (filter (satisfied held) ps)
  end.

Fixpoint mentioned (e : expr) : list nat :=
  match e with
  | Atom o => [o]
  | AllOf ps | AnyOf ps | AtLeast _ ps => flat_map mentioned ps
  end.

(** [lmrules.model.atoms]: each objective once. *)
Definition atoms (e : expr) : list nat := nodup Nat.eq_dec (mentioned e).

(** Only what an expression mentions matters, and more of it never hurts. *)
Lemma satisfied_by : forall e S S', (forall o, In o (mentioned e) -> In o S -> In o S') ->
  satisfied S e = true -> satisfied S' e = true.
Proof.
  intros e S S'; induction e as [o | ps IH | ps IH | k ps IH] using expr_parts_ind; simpl; intros H.
  - rewrite !mem_In; auto.
  - rewrite !forallb_forall. intros K p I. apply IH; auto. intros o J; apply H, in_flat_map; eauto.
  - rewrite !existsb_exists. intros (p & I & K). exists p; split; auto.
    apply IH; auto. intros o J; apply H, in_flat_map; eauto.
  - rewrite !Nat.leb_le. intros K. eapply Nat.le_trans; [exact K|]. apply filter_le.
    intros p I. apply IH; auto. intros o J; apply H, in_flat_map; eauto.
Qed.

(** "Rules are monotone: one more approval never takes a grant away." *)
Theorem satisfied_mono : forall e S S', incl S S' -> satisfied S e = true -> satisfied S' e = true.
Proof. intros e S S' I; apply satisfied_by; auto. Qed.

Lemma satisfied_atoms : forall e S S', (forall o, In o (atoms e) -> In o S -> In o S') ->
  satisfied S e = true -> satisfied S' e = true.
Proof. intros e S S' H; apply satisfied_by. intros o I; apply H, nodup_In; auto. Qed.

(* ------------------------------------------------------------------ rules *)

Inductive relation := Ge | Le | Eq | Gt | Lt | Meet | Apart.
Inductive aspect := Content | Complexity.
Record claim := { rel : relation; side : option aspect }.   (* [None]: of both sides *)

(** A rule on one new objective. *)
Record rule := { r_name : nat; old : expr; new : nat; claims : list claim; draft : bool }.

(** A rule is sound when, however it is met, what met it covers all that it grants. *)
Definition sound_for (T : theory) (e : expr) (qs : list req) : Prop :=
  forall S, satisfied S e = true -> forall q, In q qs -> Covers T (of_objectives (decl T) S) q.

Definition locally_sound (T : theory) (r : rule) : Prop := sound_for T (old r) (reqs (decl T) (new r)).

Lemma of_objectives_incl : forall D S S', incl S S' -> incl (of_objectives D S) (of_objectives D S').
Proof.
  intros D S S' I q J. apply in_flat_map in J as (o & J & K). apply in_flat_map. exists o; auto.
Qed.

(** "One relation must hold for every minimal satisfying set": which says the same, since cover is monotone. *)
Definition minimal (e : expr) (M : list nat) : Prop :=
  satisfied M e = true /\ forall S, incl S M -> satisfied S e = true -> incl M S.

Lemma minimal_within : forall e n S, length S <= n -> satisfied S e = true ->
  exists M, incl M S /\ minimal e M.
Proof.
  intros e; induction n as [|n IH]; intros S L H.
  - destruct S; [|simpl in L; lia]. exists []. split; [apply incl_refl|].
    split; [exact H | intros S _ _ x []].
  - destruct (existsb (fun o => satisfied (remove Nat.eq_dec o S) e) S) eqn:X.
    + apply existsb_exists in X as (o & I & K).
      assert (LT := remove_length_lt Nat.eq_dec S o I).
      destruct (IH (remove Nat.eq_dec o S)) as (M & J & Q); [lia | auto |].
      exists M; split; auto. intros x Y. apply J, in_remove in Y; tauto.
    + exists S; split; [apply incl_refl|]. split; auto. intros S' I K o J.
      destruct (in_dec Nat.eq_dec o S') as [Y | N]; auto. exfalso.
      assert (Z : existsb (fun o => satisfied (remove Nat.eq_dec o S) e) S = true); [|congruence].
      apply existsb_exists; exists o; split; auto. apply satisfied_mono with (S := S'); auto.
      intros x Y. apply in_in_remove; auto. congruence.
Qed.

Theorem minimal_sets_suffice : forall T e qs, sound_for T e qs <->
  forall M, minimal e M -> forall q, In q qs -> Covers T (of_objectives (decl T) M) q.
Proof.
  intros T e qs; split; [intros H M (K & _); apply H; auto|].
  intros H S K q I. destruct (minimal_within e (length S) S) as (M & J & Q); auto.
  apply covers_mono with (S := of_objectives (decl T) M); [apply of_objectives_incl|]; auto.
Qed.

Lemma minimal_atoms : forall e M, minimal e M -> incl M (atoms e).
Proof.
  intros e M (K & L). intros o I.
  enough (J : In o (filter (fun o => mem o (atoms e)) M)) by (apply filter_In in J; apply mem_In; tauto).
  apply L; auto.
  - intros x X; apply filter_In in X; tauto.
  - apply satisfied_atoms with (S := M); auto. intros x X Y. apply filter_In; split; auto. apply mem_In; auto.
Qed.

(* ------------------------------------------------------------------ grants *)

(** What a person has: approvals [A], and what the rules [R] grant to a holder of what they have. *)
Inductive has (R : list rule) (A : list nat) : nat -> Prop :=
| has_approval : forall o, In o A -> has R A o
| has_grant : forall r used, In r R -> (forall o, In o used -> has R A o) ->
    satisfied used (old r) = true -> has R A (new r).

Definition granted (R : list rule) (A : list nat) (o : nat) : Prop :=
  exists r used, In r R /\ (forall u, In u used -> has R A u) /\ satisfied used (old r) = true /\ new r = o.

(** The same said as in semantics.md: the least set that holds the approvals and that the rules keep to. *)
Definition closed (R : list rule) (P : nat -> Prop) : Prop :=
  forall r used, In r R -> (forall o, In o used -> P o) -> satisfied used (old r) = true -> P (new r).

Theorem has_is_least : forall R A o, has R A o <->
  forall P : nat -> Prop, (forall a, In a A -> P a) -> closed R P -> P o.
Proof.
  intros R A o; split.
  - intros H; induction H as [o I | r used I _ IH K]; intros P PA C; auto.
    apply (C r used); auto. intros u U; exact (IH u U P PA C).
  - intros H; apply H; [intros; apply has_approval; auto|]. intros r used I K S; eapply has_grant; eauto.
Qed.

Lemma has_granted : forall R A o, has R A o <-> In o A \/ granted R A o.
Proof.
  intros R A o; split.
  - intros [x I | r used I K S]; auto. right; exists r, used; auto.
  - intros [I | (r & used & I & K & S & <-)]; [apply has_approval | eapply has_grant]; eauto.
Qed.

Theorem has_mono : forall R R' A A', incl R R' -> incl A A' -> forall o, has R A o -> has R' A' o.
Proof.
  intros R R' A A' RR AA o H; induction H; [apply has_approval; auto | eapply has_grant; eauto].
Qed.

Theorem granted_mono : forall R R' A A', incl R R' -> incl A A' -> forall o, granted R A o -> granted R' A' o.
Proof.
  intros R R' A A' RR AA o (r & used & I & K & S & E). exists r, used; repeat split; auto.
  intros u J; apply (has_mono R R' A A'); auto.
Qed.

(** [lmrules.kernel.granted], round by round. *)
Definition fresh (R : list rule) (A given : list nat) : list nat :=
  nodup Nat.eq_dec (map new (filter (fun r => negb (mem (new r) given) && satisfied (A ++ given) (old r)) R)).

Fixpoint rounds (n : nat) (R : list rule) (A given : list nat) : list nat :=
  match n with
  | 0 => given
  | S n' => match fresh R A given with [] => given | more => rounds n' R A (given ++ more) end
  end.

Definition granted_b (R : list rule) (A : list nat) : list nat := rounds (length R) R A [].

Lemma fresh_In : forall R A given o, In o (fresh R A given) <->
  exists r, In r R /\ ~ In o given /\ satisfied (A ++ given) (old r) = true /\ new r = o.
Proof.
  intros R A given o. unfold fresh. rewrite nodup_In, in_map_iff. split.
  - intros (r & <- & I). apply filter_In in I as (I & K). apply andb_true_iff in K as (N & K).
    apply negb_true_iff, mem_not_In in N. exists r; auto.
  - intros (r & I & N & K & <-). exists r; split; auto. apply filter_In; split; auto.
    apply andb_true_iff; split; auto. apply negb_true_iff, mem_not_In; auto.
Qed.

Lemma rounds_sound : forall n R A given, (forall o, In o given -> granted R A o) ->
  forall o, In o (rounds n R A given) -> granted R A o.
Proof.
  induction n as [|n IH]; intros R A given H o; simpl; auto.
  destruct (fresh R A given) eqn:E; auto. rewrite <- E. apply IH. intros u I.
  apply in_app_or in I as [I | I]; auto.
  apply fresh_In in I as (r & I & _ & K & <-). exists r, (A ++ given); repeat split; auto.
  intros v J. apply has_granted. apply in_app_or in J as [J | J]; auto.
Qed.

Definition unmet R given := length (filter (fun r => negb (mem (new r) given)) R).

Lemma rounds_closed : forall n R A given, unmet R given <= n -> fresh R A (rounds n R A given) = [].
Proof.
  induction n as [|n IH]; intros R A given L; simpl.
  - destruct (fresh R A given) as [|o os] eqn:E; auto. exfalso.
    assert (F : In o (fresh R A given)) by (rewrite E; left; auto).
    apply fresh_In in F as (r & I & N & _ & <-). unfold unmet in L.
    assert (K : In r (filter (fun r => negb (mem (new r) given)) R)).
    { apply filter_In; split; auto. apply negb_true_iff, mem_not_In; auto. }
    destruct (filter _ R); [destruct K | simpl in L; lia].
  - destruct (fresh R A given) as [|o os] eqn:E; auto. rewrite <- E. apply IH.
    assert (F : In o (fresh R A given)) by (rewrite E; left; auto).
    assert (F' := F). apply fresh_In in F' as (r & I & N & _ & <-).
    enough (unmet R (given ++ fresh R A given) < unmet R given) by lia.
    apply filter_lt with (x := r); auto.
    + intros y _. rewrite !negb_true_iff, !mem_not_In. intros X Y; apply X, in_or_app; auto.
    + apply negb_false_iff, mem_In, in_or_app; auto.
    + apply negb_true_iff, mem_not_In; auto.
Qed.

(** [lmrules.kernel.granted] is the least fixpoint, in whatever order the rules stand. *)
Theorem granted_correct : forall R A o, In o (granted_b R A) <-> granted R A o.
Proof.
  intros R A o; split; [apply rounds_sound; intros u []|].
  assert (N : fresh R A (granted_b R A) = []) by (apply rounds_closed, filter_length_le).
  assert (K : forall r, In r R -> satisfied (A ++ granted_b R A) (old r) = true -> In (new r) (granted_b R A)).
  { intros r I K. destruct (in_dec Nat.eq_dec (new r) (granted_b R A)) as [Y | X]; auto. exfalso.
    assert (F : In (new r) (fresh R A (granted_b R A))) by (apply fresh_In; eauto). rewrite N in F; destruct F. }
  assert (H : forall u, has R A u -> In u (A ++ granted_b R A)).
  { intros u H; induction H as [u I | r used I _ IH S]; apply in_or_app; auto.
    right; apply K; auto. apply satisfied_mono with (S := used); auto. }
  intros (r & used & I & J & S & <-). apply K; auto. apply satisfied_mono with (S := used); auto.
  intros u U; auto.
Qed.

(** "Order of rules, files and rows never matters." *)
Corollary granted_order : forall R R' A A', incl R R' -> incl R' R -> incl A A' -> incl A' A ->
  forall o, In o (granted_b R A) <-> In o (granted_b R' A').
Proof. intros; rewrite !granted_correct; split; apply granted_mono; auto. Qed.

(* ------------------------------------------------------------------ soundness, one transition *)

(** Where every rule is sound, all that a person has is covered by the approvals. *)
Theorem has_sound : forall T R A, (forall r, In r R -> locally_sound T r) ->
  forall o, has R A o -> forall q, In q (reqs (decl T) o) -> Covers T (of_objectives (decl T) A) q.
Proof.
  intros T R A LS o H; induction H as [o I | r used I _ IH S]; intros q J.
  - apply covers_held, in_flat_map; eauto.
  - apply covers_trans with (S' := of_objectives (decl T) used); [|apply (LS r); auto].
    intros s K. apply in_flat_map in K as (u & U & K). eapply IH; eauto.
Qed.
