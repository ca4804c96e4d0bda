(** The proof checker: [lmrules.auditing], and why it accepts only what is covered and granted
    (semantics.md, "The proof": "audit re-checks proofs with the kernel … not with the evaluator").

    Left to the two unknowns of Chain.v: whether an approval counts (its row, its status, its dates), and
    whether the grants of one transition are dated in time for another.  Left out: that the decision around a
    proof repeats what the proof says, and the limits on depth, which only ever reject. *)
Require Import List Bool Arith Lia.
Import ListNotations.
From LMRules Require Import Lists Cover Theory Rules Check Relations Chain.

(** A step of cover, as it stands in a proof: of what kind, and of which topic at which level. *)
Inductive cover_step :=
| StepA (t l o held_topic held_level : nat)
| StepB (t l : nat) (parts : list cover_step)
| StepC (t l j : nat) (parts : list cover_step)
| StepD (t l : nat) (parts : list cover_step).

Definition step_req (s : cover_step) : req :=
  match s with StepA t l _ _ _ | StepB t l _ | StepC t l _ _ | StepD t l _ => (t, l) end.
Definition step_topic (s : cover_step) : nat := fst (step_req s).

(** What an objective rests on: an approval, or a grant with its own proof. *)
Inductive proof :=
| ByApproval (o : nat)
| ByRule (transition rule o : nat) (uses : list proof) (steps : list cover_step).

Definition concludes (p : proof) : nat := match p with ByApproval o | ByRule _ _ o _ _ => o end.

Section StepInduction.
  Variable P : cover_step -> Prop.
  Hypothesis a : forall t l o u m, P (StepA t l o u m).
  Hypothesis b : forall t l ps, (forall p, In p ps -> P p) -> P (StepB t l ps).
  Hypothesis c : forall t l j ps, (forall p, In p ps -> P p) -> P (StepC t l j ps).
  Hypothesis d : forall t l ps, (forall p, In p ps -> P p) -> P (StepD t l ps).
  Fixpoint step_parts_ind (s : cover_step) : P s :=
    match s with
    | StepA t l o u m => a t l o u m
    | StepB t l ps => b t l ps (of_each P step_parts_ind ps)
    | StepC t l j ps => c t l j ps (of_each P step_parts_ind ps)
    | StepD t l ps => d t l ps (of_each P step_parts_ind ps)
    end.
End StepInduction.

Section ProofInduction.
  Variable P : proof -> Prop.
  Hypothesis approval : forall o, P (ByApproval o).
  Hypothesis rule : forall t r o us ss, (forall u, In u us -> P u) -> P (ByRule t r o us ss).
  Fixpoint proof_parts_ind (p : proof) : P p :=
    match p with
    | ByApproval o => approval o
    | ByRule t r o us ss => rule t r o us ss (of_each P proof_parts_ind us)
    end.
End ProofInduction.

(* ------------------------------------------------------------------ steps of cover *)

Definition is_part (c : clause) : bool := match by_kind c with Part => true | _ => false end.
Definition is_whole (c : clause) : bool := match by_kind c with Whole => true | _ => false end.
Definition is_judged (j : nat) (c : clause) : bool := match by_kind c with Judged i => i =? j | _ => false end.

(** [lmrules.auditing._parts_of]: below by parts alone. *)
Definition part_of_b (T : theory) (t u : nat) : bool := follows_b (filter is_part (clauses_of T)) [u] t.

(** A clause of the kind says that [t] follows from just these [below]. *)
Definition by_clause (T : theory) (ok : clause -> bool) (t : nat) (below : list nat) : bool :=
  existsb (fun c => ok c && (head c =? t) && negb (is_nil below)
                    && subset (needs c) below && subset below (needs c)) (clauses_of T).

(** [lmrules.auditing._Auditor.step] and [held]. *)
Fixpoint check_step (T : theory) (used : list nat) (s : cover_step) : bool :=
  match s with
  | StepA t l o u m =>
      mem o used && existsb (req_eqb (u, m)) (reqs (decl T) o) && level_within T l m && part_of_b T t u
  | StepB t l parts =>
      forallb (fun p => snd (step_req p) =? l) parts && forallb (check_step T used) parts
      && by_clause T is_whole t (map step_topic parts)
  | StepC t l j parts =>
      forallb (fun p => snd (step_req p) =? l) parts && forallb (check_step T used) parts
      && by_clause T (is_judged j) t (map step_topic parts)
  | StepD t l parts =>
      forallb (fun p => snd (step_req p) =? l) parts && forallb (check_step T used) parts
      && match parts with [p] => part_of_b T t (step_topic p) | _ => false end
  end.

Lemma part_down : forall D d s u, In d (tops D) -> (In s (includes d) \/ In s (consists d)) ->
  part_of D (name d) u -> part_of D s u.
Proof.
  intros D d s u I J P. remember (name d) as n eqn:E. revert d I J E.
  induction P as [x | x y e K L _ IH]; intros d I J E; subst.
  - apply part_up with (t := s); auto. constructor.
  - apply part_up with (t := y); auto. apply (IH d); auto.
Qed.

Lemma part_of_b_correct : forall T t u, part_of_b T t u = true <-> part_of (decl T) t u.
Proof.
  intros T t u. unfold part_of_b. rewrite follows_b_correct. split.
  - intros F. induction F as [t [<- | []] | c I N _ IH]; [constructor|].
    apply filter_In in I as (I & K).
    apply clauses_of_In in I as [(d & s & I & J & ->) | [(d & I & M & ->) | (j & v & us & I & J & ->)]];
      try discriminate. simpl in *.
    apply (part_down _ d); auto.
  - intros P; induction P as [t | s t d I J P IH]; [apply follows_given; left; auto|].
    eapply follows_trans; [|exact IH]. intros x [<- | []].
    apply (follows_clause _ _ {| head := t; needs := [name d]; by_kind := Part |}).
    + apply filter_In; split; auto. apply clauses_of_In; left. exists d, t; auto.
    + discriminate.
    + intros n [<- | []]. apply follows_given; left; auto.
Qed.

(** Whatever the clause, what it says follows. *)
Lemma by_clause_covers : forall T ok S t l below, by_clause T ok t below = true ->
  (forall u, In u below -> Covers T S (u, l)) -> Covers T S (t, l).
Proof.
  intros T ok S t l below B H. apply existsb_exists in B as (c & I & B).
  rewrite !andb_true_iff in B. destruct B as ((((_ & E) & N) & X) & Y).
  apply Nat.eqb_eq in E; subst t. apply subset_incl in X. apply subset_incl in Y.
  apply negb_true_iff, is_nil_false in N.
  apply covers_follows, follows_clause; auto.
  - intros Z. rewrite Z in Y. destruct below as [|u us]; [congruence|]. exact (Y u (or_introl eq_refl)).
  - intros u U. apply covers_follows, H, X; auto.
Qed.

(** An accepted step shows what it says: each of (a) to (d) is one of the clauses of cover. *)
Theorem check_step_sound : forall T used s, check_step T used s = true ->
  Covers T (of_objectives (decl T) used) (step_req s).
Proof.
  intros T used s; induction s as [t l o u m | t l ps IH | t l j ps IH | t l ps IH] using step_parts_ind;
    simpl; rewrite !andb_true_iff.
  - intros (((M & R) & L) & P). apply mem_In in M. apply req_in in R.
    apply level_within_correct in L. apply part_of_b_correct in P.
    apply cover_a with (t' := u) (l' := m); auto. apply in_flat_map; eauto.
  - intros ((L & C) & B). rewrite forallb_forall in L, C.
    apply (by_clause_covers T is_whole _ t l (map step_topic ps) B). intros u U.
    apply in_map_iff in U as (p & <- & U). specialize (IH p U (C p U)). specialize (L p U).
    apply Nat.eqb_eq in L. rewrite <- L. unfold step_topic. rewrite <- surjective_pairing. exact IH.
  - intros ((L & C) & B). rewrite forallb_forall in L, C.
    apply (by_clause_covers T (is_judged j) _ t l (map step_topic ps) B). intros u U.
    apply in_map_iff in U as (p & <- & U). specialize (IH p U (C p U)). specialize (L p U).
    apply Nat.eqb_eq in L. rewrite <- L. unfold step_topic. rewrite <- surjective_pairing. exact IH.
  - intros ((L & C) & B). rewrite forallb_forall in L, C.
    destruct ps as [|p [|p' ps]]; try discriminate. apply part_of_b_correct in B.
    specialize (IH p (or_introl eq_refl) (C p (or_introl eq_refl))). specialize (L p (or_introl eq_refl)).
    apply Nat.eqb_eq in L. apply cover_d with (t' := step_topic p); auto.
    rewrite <- L. unfold step_topic. rewrite <- surjective_pairing. exact IH.
Qed.

(* ------------------------------------------------------------------ proofs *)

Section Auditor.
  Variable D : declared.
  Variable limit : nat.
  Variable counts : transition -> list nat.
  Variable carries : transition -> transition -> bool.
  Variable ts : list transition.
  Variable set_of : nat -> nat.       (* the set that an objective belongs to *)

  Definition named (n o : nat) : option transition :=
    find (fun t => (t_name t =? n) && (t_new t =? set_of o)) ts.

  Definition proved_rule (t : transition) (n o : nat) : option rule :=
    find (fun r => (r_name r =? n) && (new r =? o) && proved_to_grant limit (theory_in D t) r) (t_rules t).

  Definition is_in (o s : nat) : bool := set_of o =? s.

  (** May a grant of [d] be used in [t]?  A grant into the new set, only within one transition; a grant into
      the old set, only where it is dated in time. *)
  Definition usable (d t : transition) (o : nat) : bool :=
    if is_in o (t_new t) then t_name d =? t_name t else is_in o (t_old t) && carries d t.

  (** [lmrules.auditing._Auditor.proof], for a proof used in the transition [above] ([None]: the decision). *)
  Fixpoint check (above : option transition) (p : proof) : bool :=
    match p with
    | ByApproval o => match above with Some t => is_in o (t_old t) && mem o (counts t) | None => false end
    | ByRule n rn o uses steps =>
        match named n o with
        | None => false
        | Some d =>
            match above with Some t => usable d t o | None => true end
            && match proved_rule d rn o with
               | None => false
               | Some r => satisfied (map concludes uses) (old r)
               end
            && forallb (check (Some d)) uses
            && req_subset (map step_req steps) (reqs D o) && req_subset (reqs D o) (map step_req steps)
            && forallb (check_step (theory_in D d) (map concludes uses)) steps
            && is_nil (uncovered (theory_in D d) (of_objectives D (map concludes uses)) (reqs D o))
        end
    end.

  (** The decision that [o] is granted, with its proof. *)
  Definition accepts (o : nat) (p : proof) : bool := (concludes p =? o) && check None p.

  (** Transitions go by their names ([lmrules.model.Transition.name]), and each has one. *)
  Hypothesis names_differ : forall d t, In d ts -> In t ts -> t_name d = t_name t -> d = t.

  Lemma named_In : forall n o d, named n o = Some d -> In d ts /\ t_name d = n /\ t_new d = set_of o.
  Proof.
    intros n o d F. apply find_some in F as (I & B). apply andb_true_iff in B as (B & C).
    apply Nat.eqb_eq in B, C. auto.
  Qed.

  Lemma proved_rule_In : forall t n o r, proved_rule t n o = Some r -> In r (keyed D limit t) /\ new r = o.
  Proof.
    intros t n o r F. apply find_some in F as (I & B). rewrite !andb_true_iff in B.
    destruct B as ((_ & E) & P). apply Nat.eqb_eq in E. split; auto. apply filter_In; auto.
  Qed.

  (** What is used in [t]: an approval that counts, a grant of [t] itself, or one carried from [d]. *)
  Definition usable_in (t : transition) (u : nat) (G : transition -> Prop) : Prop :=
    In u (counts t) \/ G t \/ exists d, carries d t = true /\ G d.

  Lemma check_used : forall t u (G : transition -> Prop), In t ts -> check (Some t) u = true ->
    (forall n rn o us ss, u = ByRule n rn o us ss -> forall d, named n o = Some d -> G d) ->
    usable_in t (concludes u) G.
  Proof.
    intros t [o | n rn o us ss] G I C H; simpl in *.
    - apply andb_true_iff in C as (_ & C). left; apply mem_In; auto.
    - destruct (named n o) as [d|] eqn:N; [|discriminate].
      assert (X : G d) by (eapply H; eauto). rewrite !andb_true_iff in C.
      destruct C as ((((((U & _) & _) & _) & _) & _) & _). unfold usable in U.
      apply named_In in N as (J & _). right. destruct (is_in o (t_new t)).
      + apply Nat.eqb_eq in U. left. rewrite <- (names_differ d t); auto.
      + apply andb_true_iff in U as (_ & U). right; eauto.
  Qed.

  (** WHAT IS ACCEPTED IS COVERED.  Not even the rule's own soundness is relied on here: that the uses cover
      the objective is checked again, step by step and by the kernel. *)
  Lemma check_established : forall p above n rn o us ss, p = ByRule n rn o us ss -> check above p = true ->
    forall d, named n o = Some d -> forall q, In q (reqs D o) -> Established D counts carries ts d q.
  Proof.
    intros p; induction p as [o' | n' rn' o' us' ss' IH] using proof_parts_ind;
      intros above n rn o us ss E C d N q Q; [discriminate|]. injection E as -> -> -> -> ->.
    simpl in C. rewrite N in C. rewrite !andb_true_iff in C.
    destruct C as ((((((_ & _) & U) & _) & _) & _) & K). rewrite forallb_forall in U.
    apply (proj1 (is_nil_true _ _)) in K. apply (proj1 (uncovered_correct _ _ _)) with (q := q) in K; auto.
    assert (I : In d ts) by (apply named_In in N; tauto).
    apply established_closed with (S := of_objectives D (map concludes us)); auto.
    intros s S. apply in_flat_map in S as (v & V & S). apply in_map_iff in V as (u & <- & V).
    destruct (check_used d u (fun e => Established D counts carries ts e s) I (U u V)) as [X | [X | X]].
    - intros m rm w uu sw -> e F. simpl in S. eapply (IH _ V (Some d)); eauto.
    - left. eapply approved_established; eauto.
    - left; auto.
    - right; auto.
  Qed.

  Theorem audit_sound : forall o p, accepts o p = true ->
    exists t, In t ts /\ t_new t = set_of o
      /\ forall q, In q (reqs D o) -> Established D counts carries ts t q.
  Proof.
    intros o p A. apply andb_true_iff in A as (E & C). apply Nat.eqb_eq in E.
    destruct p as [o' | n rn o' us ss]; [discriminate|]. simpl in E; subst o'.
    destruct (named n o) as [d|] eqn:N; [|simpl in C; rewrite N in C; discriminate].
    exists d. assert (X := named_In _ _ _ N). repeat split; try tauto.
    intros q Q. eapply check_established; eauto.
  Qed.

  (** WHAT IS ACCEPTED IS GRANTED: an accepted proof is of a grant that the rules do make. *)
  Lemma check_granted : forall p above n rn o us ss, p = ByRule n rn o us ss -> check above p = true ->
    forall d, named n o = Some d -> Granted D limit counts carries ts d o.
  Proof.
    intros p; induction p as [o' | n' rn' o' us' ss' IH] using proof_parts_ind;
      intros above n rn o us ss E C d N; [discriminate|]. injection E as -> -> -> -> ->.
    simpl in C. rewrite N in C. rewrite !andb_true_iff in C.
    destruct C as ((((((_ & R) & U) & _) & _) & _) & _). rewrite forallb_forall in U.
    destruct (proved_rule d rn o) as [r|] eqn:P; [|discriminate].
    apply proved_rule_In in P as (P & <-).
    assert (I : In d ts) by (apply named_In in N; tauto).
    assert (H : forall u, In u us ->
      usable_in d (concludes u) (fun e => Granted D limit counts carries ts e (concludes u))).
    { intros u V. apply check_used; auto. intros m rm w uu sw -> e F. simpl.
      eapply (IH _ V (Some d)); eauto. }
    assert (X : exists same earlier,
      (forall u, In u (map concludes us) -> In u (counts d) \/ In u same \/ In u (map snd earlier))
      /\ (forall u, In u same -> Granted D limit counts carries ts d u)
      /\ (forall e u, In (e, u) earlier -> carries e d = true)
      /\ (forall e u, In (e, u) earlier -> Granted D limit counts carries ts e u)).
    { clear - H. induction us as [|u us IH].
      - exists [], [].
        refine (conj _ (conj _ (conj _ _))); [intros x [] | intros x [] | intros e x [] | intros e x []].
      - destruct IH as (same & earlier & A & B & C & G); [intros; apply H; right; auto|].
        destruct (H u (or_introl eq_refl)) as [K | [K | (e & K & L)]].
        + exists same, earlier. refine (conj _ (conj B (conj C G))). intros x [<- | X]; auto.
        + exists (concludes u :: same), earlier. refine (conj _ (conj _ (conj C G))).
          * intros x [<- | X]; [right; left; left; auto|]. destruct (A x X) as [Y | [Y | Y]]; auto.
            right; left; right; auto.
          * intros x [<- | X]; auto.
        + exists same, ((e, concludes u) :: earlier). refine (conj _ (conj B (conj _ _))).
          * intros x [<- | X]; [right; right; left; auto|]. destruct (A x X) as [Y | [Y | Y]]; auto.
            right; right; right; auto.
          * intros f x [X | X]; [injection X as <- <-; auto | apply (C f x X)].
          * intros f x [X | X]; [injection X as <- <-; auto | apply (G f x X)]. }
    destruct X as (same & earlier & A & B & C' & G).
    eapply grant with (approved := counts d); eauto using incl_refl.
  Qed.

  Theorem audit_grants : forall o p, accepts o p = true ->
    exists t, In t ts /\ t_new t = set_of o /\ Granted D limit counts carries ts t o.
  Proof.
    intros o p A. apply andb_true_iff in A as (E & C). apply Nat.eqb_eq in E.
    destruct p as [o' | n rn o' us ss]; [discriminate|]. simpl in E; subst o'.
    destruct (named n o) as [d|] eqn:N; [|simpl in C; rewrite N in C; discriminate].
    exists d. assert (X := named_In _ _ _ N). repeat split; try tauto. eapply check_granted; eauto.
  Qed.
End Auditor.
