(** Horn clauses over topics, and the closure that [lmrules.kernel.closure] computes.

    A clause says that [head] is covered where all of [needs] are.  No clause has a level: whatever follows,
    follows at the level one began at.  A clause without needs never fires (the kernel finds clauses by what
    they need; the language cannot write one). *)
From LMRules Require Import Lists.
Require Import List Bool Arith Lia.
Import ListNotations.

Inductive kind := Part | Whole | Judged (name : nat).

Record clause := { head : nat; needs : list nat; by_kind : kind }.

(** What follows from the topics [G]: the least fixpoint. *)
Inductive follows (C : list clause) (G : list nat) : nat -> Prop :=
| follows_given : forall t, In t G -> follows C G t
| follows_clause : forall c, In c C -> needs c <> [] ->
    (forall n, In n (needs c) -> follows C G n) -> follows C G (head c).

Lemma follows_mono : forall C D G H, incl C D -> incl G H -> forall t, follows C G t -> follows D H t.
Proof. intros C D G H CD GH t F; induction F; [apply follows_given | apply follows_clause]; auto. Qed.

(** What follows from what follows, follows: cover is a closure. *)
Lemma follows_trans : forall C G H, (forall t, In t H -> follows C G t) ->
  forall t, follows C H t -> follows C G t.
Proof. intros C G H K t F; induction F; [auto | apply follows_clause; auto]. Qed.

(** Nothing follows from nothing. *)
Lemma follows_from_some : forall C G t, follows C G t -> exists g, In g G.
Proof.
  intros C G t F; induction F as [t I | c I N _ IH]; eauto.
  destruct (needs c) as [|n ns] eqn:E; [congruence|]. apply (IH n); simpl; auto.
Qed.

(* ------------------------------------------------------------------ the closure, as a program *)

(** What is covered, newest first: each topic with the clause it followed by ([None]: it was given). *)
Definition trace := list (nat * option clause).
Definition topics (tr : trace) : list nat := map fst tr.
Definition known (tr : trace) (t : nat) : bool := mem t (topics tr).

(** One topic's clauses, in turn.  [new]: the topics they added, newest first. *)
Fixpoint fire (cs : list clause) (tr : trace) (new : list nat) : trace * list nat :=
  match cs with
  | [] => (tr, new)
  | c :: cs' =>
      if negb (known tr (head c)) && subset (needs c) (topics tr)
      then fire cs' ((head c, Some c) :: tr) (head c :: new)
      else fire cs' tr new
  end.

Fixpoint walk (fuel : nat) (C : list clause) (tr : trace) (todo : list nat) : trace :=
  match fuel, todo with
  | S fuel', t :: rest =>
      let (tr', new) := fire (filter (fun c => mem t (needs c)) C) tr [] in
      walk fuel' C tr' (rest ++ rev new)
  | _, _ => tr
  end.

Definition given (G : list nat) : trace := map (fun t => (t, None)) (rev (nodup Nat.eq_dec G)).

Definition closure (C : list clause) (G : list nat) : trace :=
  walk (length (nodup Nat.eq_dec G) + length C) C (given G) (nodup Nat.eq_dec G).

(** A trace is a proof: everything in it is given, or follows from what stood there before it. *)
Inductive valid (C : list clause) (G : list nat) : trace -> Prop :=
| valid_nil : valid C G []
| valid_given : forall t tr, In t G -> valid C G tr -> valid C G ((t, None) :: tr)
| valid_clause : forall c tr, In c C -> needs c <> [] -> incl (needs c) (topics tr) -> valid C G tr ->
    valid C G ((head c, Some c) :: tr).

Lemma known_In : forall tr t, known tr t = true <-> In t (topics tr).
Proof. intros; apply mem_In. Qed.

Lemma valid_follows : forall C G tr, valid C G tr -> forall t, In t (topics tr) -> follows C G t.
Proof.
  intros C G tr V; induction V as [|t tr I V IH|c tr I N S V IH]; simpl; intros u J; [tauto| |].
  - destruct J as [<- | J]; [apply follows_given |]; auto.
  - destruct J as [<- | J]; [apply follows_clause |]; auto.
Qed.

Lemma given_valid : forall C G, valid C G (given G).
Proof.
  intros C G. unfold given.
  assert (K : forall l, incl l G -> valid C G (map (fun t => (t, None)) l)).
  { induction l as [|t l IH]; intros H; simpl; [constructor|].
    constructor; [apply H; left; auto | apply IH; intros x J; apply H; right; auto]. }
  apply K. intros t I. apply in_rev, nodup_In in I; auto.
Qed.

Lemma fire_valid : forall C G cs tr new, incl cs C -> (forall c, In c cs -> needs c <> []) ->
  valid C G tr -> valid C G (fst (fire cs tr new)).
Proof.
  induction cs as [|c cs IH]; intros tr new I N V; simpl; auto.
  destruct (negb (known tr (head c)) && subset (needs c) (topics tr)) eqn:E.
  - apply andb_true_iff in E as (_ & S). apply IH; [intros x J; apply I; right; auto| |].
    + intros x J; apply N; right; auto.
    + constructor; auto; [apply I; left; auto | apply N; left; auto | apply subset_incl; auto].
  - apply IH; auto; [intros x J; apply I; right; auto | intros x J; apply N; right; auto].
Qed.

Lemma needing_some : forall C t c, In c (filter (fun c => mem t (needs c)) C) -> needs c <> [].
Proof.
  intros C t c I; apply filter_In in I as (_ & M). destruct (needs c); [discriminate | congruence].
Qed.

Lemma walk_valid : forall fuel C G tr todo, valid C G tr -> valid C G (walk fuel C tr todo).
Proof.
  induction fuel as [|fuel IH]; intros C G tr todo V; destruct todo as [|t rest]; simpl; auto.
  assert (W : valid C G (fst (fire (filter (fun c => mem t (needs c)) C) tr []))).
  { apply fire_valid; auto.
    - intros c I; apply filter_In in I; tauto.
    - apply needing_some. }
  destruct (fire _ _ _) as (tr', new); apply IH; exact W.
Qed.

Lemma closure_valid : forall C G, valid C G (closure C G).
Proof. intros; apply walk_valid, given_valid. Qed.

(** Completeness.  [pending]: a clause that could fire and has not has a need still to be walked. *)
Definition ready (tr : trace) (c : clause) := needs c <> [] /\ incl (needs c) (topics tr).
Definition pending C (tr : trace) (todo : list nat) :=
  forall c, In c C -> ready tr c -> In (head c) (topics tr) \/ exists t, In t (needs c) /\ In t todo.

Lemma fire_spec : forall cs tr new tr' new', fire cs tr new = (tr', new') ->
  incl (topics tr) (topics tr') /\ incl new new'
  /\ (forall t, In t (topics tr') -> In t (topics tr) \/ In t new')
  /\ (forall c, In c cs -> incl (needs c) (topics tr) -> In (head c) (topics tr')).
Proof.
  induction cs as [|c cs IH]; intros tr new tr' new' F; simpl in F.
  - injection F as <- <-. repeat split; auto using incl_refl. intros c [].
  - destruct (negb (known tr (head c)) && subset (needs c) (topics tr)) eqn:E.
    + apply IH in F as (I & J & K & L). repeat split.
      * intros t H; apply I; right; auto.
      * intros t H; apply J; right; auto.
      * intros t H. destruct (K t H) as [[<- | H'] | H']; auto. right; apply J; left; auto.
      * intros d [<- | H] N; [apply I; left; auto|]. apply L; auto. intros x X; right; auto.
    + apply IH in F as (I & J & K & L). repeat split; auto.
      intros d [<- | H] N; [|apply L; auto]. apply I.
      apply andb_false_iff in E as [E | E].
      * apply negb_false_iff, known_In in E; auto.
      * apply subset_incl in N. congruence.
Qed.

Definition open C (tr : trace) := length (filter (fun c => negb (known tr (head c))) C).

Lemma fire_measure : forall C cs tr new, incl cs C ->
  length (snd (fire cs tr new)) + open C (fst (fire cs tr new)) <= length new + open C tr.
Proof.
  induction cs as [|c cs IH]; intros tr new I; simpl; auto.
  assert (I' : incl cs C) by (intros x J; apply I; right; auto).
  destruct (negb (known tr (head c)) && subset (needs c) (topics tr)) eqn:E; [|apply IH; auto].
  apply andb_true_iff in E as (E & _).
  specialize (IH ((head c, Some c) :: tr) (head c :: new) I').
  change (length (head c :: new)) with (S (length new)) in IH.
  enough (open C ((head c, Some c) :: tr) < open C tr) by lia.
  unfold open. apply filter_lt with (x := c); auto; [| apply I; left; auto |].
  - intros d _. unfold known; simpl. rewrite !negb_true_iff, orb_false_iff. tauto.
  - unfold known; simpl. rewrite Nat.eqb_refl; auto.
Qed.

Lemma walk_closed : forall fuel C tr todo, length todo + open C tr <= fuel -> pending C tr todo ->
  pending C (walk fuel C tr todo) [].
Proof.
  induction fuel as [|fuel IH]; intros C tr todo M P; destruct todo as [|t rest]; simpl in *; auto; [lia|].
  destruct (fire (filter (fun c => mem t (needs c)) C) tr []) as (tr', new) eqn:F.
  assert (B := fire_measure C (filter (fun c => mem t (needs c)) C) tr []).
  rewrite F in B; simpl in B.
  apply fire_spec in F as (I & _ & K & L). apply IH.
  - rewrite app_length, rev_length.
    enough (length new + open C tr' <= open C tr) by lia.
    apply B. intros c J; apply filter_In in J; tauto.
  - intros c J (N & S).
    destruct (existsb (fun n => mem n new) (needs c)) eqn:X.
    + right. apply existsb_exists in X as (n & Jn & Mn). apply mem_In in Mn.
      exists n; split; auto. apply in_or_app; right. apply in_rev in Mn; auto.
    + assert (Q : incl (needs c) (topics tr)).
      { intros n Jn. destruct (K n (S n Jn)) as [H | H]; auto. exfalso.
        assert (existsb (fun n => mem n new) (needs c) = true); [|congruence].
        apply existsb_exists; exists n; split; auto; apply mem_In; auto. }
      destruct (P c J (conj N Q)) as [H | (u & Ju & [<- | Ku])].
      * left; auto.
      * left. apply L; auto. apply filter_In; split; auto. apply mem_In; auto.
      * right. exists u; split; auto. apply in_or_app; auto.
Qed.

Lemma walk_extends : forall fuel C tr todo, incl (topics tr) (topics (walk fuel C tr todo)).
Proof.
  induction fuel as [|fuel IH]; intros C tr todo; destruct todo as [|t rest]; simpl; try apply incl_refl.
  destruct (fire _ _ _) as (tr', new) eqn:F. apply fire_spec in F as (I & _).
  eapply incl_tran; [exact I | apply IH].
Qed.

Lemma given_topics : forall G t, In t (topics (given G)) <-> In t G.
Proof.
  intros G t. unfold given, topics. rewrite map_map, map_id, <- in_rev, nodup_In. tauto.
Qed.

(** [closure] is the least fixpoint: what the worklist finds is what follows, no more and no less. *)
Theorem closure_correct : forall C G t, In t (topics (closure C G)) <-> follows C G t.
Proof.
  intros C G t; split; [apply valid_follows, closure_valid|].
  assert (P : pending C (closure C G) []).
  { apply walk_closed.
    - apply Nat.add_le_mono_l. unfold open. apply filter_length_le.
    - intros c _ (N & S). right. destruct (needs c) as [|n ns] eqn:E; [congruence|].
      exists n; split; [left; auto|]. apply nodup_In, given_topics, S; left; auto. }
  intros F; induction F as [t I | c I N _ IH].
  - apply walk_extends, given_topics; auto.
  - destruct (P c I (conj N IH)) as [H | (u & _ & [])]; auto.
Qed.

Definition follows_b C G t : bool := known (closure C G) t.

Lemma follows_b_correct : forall C G t, follows_b C G t = true <-> follows C G t.
Proof. intros; unfold follows_b; rewrite known_In; apply closure_correct. Qed.

(* ------------------------------------------------------------------ what a proof rests on *)

(** The given topics that the trace's proof of the [wanted] ones rests on: [lmrules.kernel._rests_on], and
    the backwards pass of [lmrules.evaluate.proofs.cover_step]. *)
Fixpoint rests_on (wanted : list nat) (tr : trace) : list nat :=
  match tr with
  | [] => []
  | (t, why) :: tr' =>
      if mem t wanted
      then match why with
           | None => t :: rests_on wanted tr'
           | Some c => rests_on (needs c ++ wanted) tr'
           end
      else rests_on wanted tr'
  end.

(** The proof needs nothing else: from those topics alone the wanted one follows. *)
Lemma rests_on_enough : forall C G tr, valid C G tr -> forall wanted t,
  In t wanted -> In t (topics tr) -> follows C (rests_on wanted tr) t.
Proof.
  intros C G tr V; induction V as [|u tr I V IH|c tr I N S V IH]; simpl; intros wanted t W J; [tauto| |].
  - destruct (mem u wanted) eqn:M.
    + destruct J as [<- | J]; [apply follows_given; left; auto|].
      apply follows_mono with (C := C) (G := rests_on wanted tr); auto using incl_refl.
      intros x X; right; auto.
    + destruct J as [<- | J]; auto. apply mem_In in W; congruence.
  - destruct (mem (head c) wanted) eqn:M.
    + destruct J as [<- | J]; [|apply IH; auto; apply in_or_app; auto].
      apply follows_clause; auto. intros n X; apply IH; auto. apply in_or_app; auto.
    + destruct J as [<- | J]; auto. apply mem_In in W; congruence.
Qed.

Lemma rests_on_given : forall C G tr, valid C G tr -> forall wanted, incl (rests_on wanted tr) G.
Proof.
  intros C G tr V; induction V as [|u tr I V IH|c tr I N S V IH]; simpl; intros wanted; [intros x []| |].
  - destruct (mem u wanted); auto. intros x [<- | X]; auto. apply (IH wanted); auto.
  - destruct (mem (head c) wanted); auto.
Qed.

Lemma rests_on_some : forall C G tr wanted t, valid C G tr -> In t wanted -> In t (topics tr) ->
  exists g, In g (rests_on wanted tr).
Proof. intros; eapply follows_from_some, rests_on_enough; eauto. Qed.
