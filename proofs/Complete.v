(** The checker of proofs is not only right but enough: every grant has a proof that it accepts.

    So to check proofs is to check grants: what [audit] refuses is not granted, or is badly written down. *)
Require Import List Bool Arith.
Import ListNotations.
From LMRules Require Import Lists Cover Theory Rules Check Relations Chain Audit.

(** One thing for each in a list, put together. *)
Lemma choose_each : forall A B (P : A -> B -> Prop) l, (forall x, In x l -> exists y, P x y) ->
  exists ys, Forall2 P l ys.
Proof.
  intros A B P l; induction l as [|x l IH]; intros H; [exists []; constructor|].
  destruct (H x (or_introl eq_refl)) as (y & Y). destruct IH as (ys & Q); [intros; apply H; right; auto|].
  exists (y :: ys); constructor; auto.
Qed.

(* ------------------------------------------------------------------ steps *)

Definition shown (T : theory) (used : list nat) (q : req) (s : cover_step) : Prop :=
  step_req s = q /\ check_step T used s = true.

Lemma shown_parts : forall T used l us ss, Forall2 (fun u s => shown T used (u, l) s) us ss ->
  map step_topic ss = us /\ forallb (fun p => snd (step_req p) =? l) ss = true
  /\ forallb (check_step T used) ss = true.
Proof.
  intros T used l us ss F; induction F as [|u s us ss (E & C) F (M & L & K)]; simpl; auto.
  unfold step_topic at 1. rewrite E, C, L, K, M; simpl. rewrite Nat.eqb_refl; auto.
Qed.

Lemma clause_shown : forall T ok c, In c (clauses_of T) -> ok c = true -> needs c <> [] ->
  by_clause T ok (head c) (needs c) = true.
Proof.
  intros T ok c I K N. apply existsb_exists. exists c; split; auto. rewrite K, Nat.eqb_refl; simpl.
  rewrite (proj2 (is_nil_false _ _) N); simpl. rewrite (proj2 (subset_incl _ _) (incl_refl _)); auto.
Qed.

(** What is covered can be shown step by step. *)
Theorem cover_shown : forall T used q, Covers T (of_objectives (decl T) used) q ->
  exists s, shown T used q s.
Proof.
  intros T used q H; induction H as [t l t' l' I P W | d l I N _ IH | j t us l I J N _ IH | t t' l _ IH P].
  - apply in_flat_map in I as (o & O & I). exists (StepA t l o t' l'); split; auto. simpl.
    rewrite (proj2 (mem_In _ _) O), (proj2 (req_in _ _) I), (proj2 (level_within_correct _ _ _) W),
      (proj2 (part_of_b_correct _ _ _) P); auto.
  - apply choose_each in IH as (ss & F). apply shown_parts in F as (M & L & K).
    exists (StepB (name d) l ss); split; auto. simpl. rewrite L, K, M; simpl.
    apply (clause_shown T is_whole {| head := name d; needs := consists d; by_kind := Whole |}); auto.
    apply clauses_of_In; right; left; exists d; auto.
  - apply choose_each in IH as (ss & F). apply shown_parts in F as (M & L & K).
    exists (StepC t l (j_name j) ss); split; auto. simpl. rewrite L, K, M; simpl.
    apply (clause_shown T (is_judged (j_name j)) {| head := t; needs := us; by_kind := Judged (j_name j) |});
      auto; [|apply Nat.eqb_refl].
    apply clauses_of_In; right; right; exists j, t, us; auto.
  - destruct IH as (s & E & C). exists (StepD t l [s]); split; auto. simpl.
    rewrite E, C; simpl. rewrite Nat.eqb_refl; simpl. unfold step_topic. rewrite E.
    apply part_of_b_correct; auto.
Qed.

(* ------------------------------------------------------------------ proofs *)

Section Complete.
  Variable D : declared.
  Variable limit : nat.
  Variable counts : transition -> list nat.
  Variable carries : transition -> transition -> bool.
  Variable ts : list transition.
  Variable set_of : nat -> nat.

  (** What the language sees to: a transition has its own name, and leads from one set to another; in it a
      rule of a name on an objective is one rule, and on an objective of the new set.  And of the two unknowns:
      what counts is of the old set, and grants carry over into it. *)
  Hypothesis names_differ : forall d t, In d ts -> In t ts -> t_name d = t_name t -> d = t.
  Hypothesis sets_differ : forall t, In t ts -> t_old t <> t_new t.
  Hypothesis rules_differ : forall t r s, In t ts -> In r (t_rules t) -> In s (t_rules t) ->
    r_name r = r_name s -> new r = new s -> r = s.
  Hypothesis rules_into : forall t r, In t ts -> In r (t_rules t) -> set_of (new r) = t_new t.
  Hypothesis counts_old : forall t o, In t ts -> In o (counts t) -> set_of o = t_old t.
  Hypothesis carries_into : forall d t, carries d t = true -> t_new d = t_old t.

  Notation named := (named ts set_of).
  Notation check := (check D limit counts carries ts set_of).

  Lemma named_self : forall t o, In t ts -> set_of o = t_new t -> named (t_name t) o = Some t.
  Proof.
    intros t o I S. unfold Audit.named.
    destruct (find _ ts) as [d|] eqn:F.
    - apply find_some in F as (J & B). apply andb_true_iff in B as (B & _). apply Nat.eqb_eq in B.
      rewrite (names_differ d t); auto.
    - apply (find_none _ _ F) in I. rewrite S, !Nat.eqb_refl in I. discriminate.
  Qed.

  Lemma proved_self : forall t r, In t ts -> In r (keyed D limit t) ->
    proved_rule D limit t (r_name r) (new r) = Some r.
  Proof.
    intros t r I R. apply filter_In in R as (R & P). unfold proved_rule.
    destruct (find _ (t_rules t)) as [s|] eqn:F.
    - apply find_some in F as (J & B). rewrite !andb_true_iff in B. destruct B as ((B & C) & _).
      apply Nat.eqb_eq in B, C. rewrite (rules_differ t s r); auto.
    - apply (find_none _ _ F) in R. rewrite P, !Nat.eqb_refl in R. discriminate.
  Qed.

  (** A grant of [t], proved by a proof that stands on its own. *)
  Definition accepted_grant (t : transition) (o : nat) : Prop :=
    In t ts /\ set_of o = t_new t
    /\ exists rn us ss, check None (ByRule (t_name t) rn o us ss) = true.

  Lemma usable_check : forall d t o rn us ss, In d ts -> set_of o = t_new d ->
    check None (ByRule (t_name d) rn o us ss) = true -> usable carries set_of d t o = true ->
    check (Some t) (ByRule (t_name d) rn o us ss) = true.
  Proof.
    intros d t o rn us ss I S C U. simpl in *. rewrite (named_self d o I S) in *. rewrite U. exact C.
  Qed.

  Theorem granted_accepted : forall t o, Granted D limit counts carries ts t o -> accepted_grant t o.
  Proof.
    intros t o G; induction G as [t r used approved same earlier I R S U A _ IHs C _ IHe].
    assert (RI := R). apply filter_In in RI as (RI & RP).
    assert (O := rules_into t r I RI). refine (conj I (conj O _)).
    assert (H : forall u, In u used -> exists p, concludes p = u /\ check (Some t) p = true).
    { intros u V. destruct (U u V) as [X | [X | X]].
      - exists (ByApproval u); split; auto. simpl. unfold is_in.
        rewrite (counts_old t u I (A u X)), Nat.eqb_refl; simpl. apply mem_In; auto.
      - destruct (IHs u X) as (_ & N & rn & us & ss & K).
        exists (ByRule (t_name t) rn u us ss); split; auto. apply usable_check; auto.
        unfold usable, is_in. rewrite N, !Nat.eqb_refl; auto.
      - apply in_map_iff in X as ((d & v) & E & X); simpl in E; subst v.
        destruct (IHe d u X) as (J & N & rn & us & ss & K). assert (F := C d u X).
        exists (ByRule (t_name d) rn u us ss); split; auto. apply usable_check; auto.
        unfold usable, is_in. rewrite N, (carries_into d t F).
        rewrite (proj2 (Nat.eqb_neq _ _) (sets_differ t I)), Nat.eqb_refl; auto. }
    apply choose_each in H as (us & F).
    assert (M : map concludes us = used /\ forallb (check (Some t)) us = true).
    { clear - F. induction F as [|u p used us (E & K) F (X & Y)]; simpl; auto. rewrite E, K, X, Y; auto. }
    destruct M as (M & K).
    assert (V : forall q, In q (reqs D (new r)) -> Covers (theory_in D t) (of_objectives D used) q).
    { intros q Q. apply proved_rule_sound in RP. exact (RP used S q Q). }
    assert (W : forall q, In q (reqs D (new r)) -> exists s, shown (theory_in D t) used q s).
    { intros q Q. apply cover_shown, V; auto. }
    apply choose_each in W as (ss & Z).
    assert (N : map step_req ss = reqs D (new r) /\ forallb (check_step (theory_in D t) used) ss = true).
    { clear - Z. induction Z as [|q s qs ss (E & X) Z (Y & W)]; simpl; auto. rewrite E, X, Y, W; auto. }
    destruct N as (N & X).
    assert (B : forall l, req_subset l l = true).
    { intros l. unfold req_subset. apply forallb_forall. intros q Q. apply req_in; auto. }
    exists (r_name r), us, ss. simpl. rewrite (named_self t (new r) I O), (proved_self t r I R).
    rewrite M, S, K, N, B, X; simpl. apply is_nil_true, uncovered_correct. exact V.
  Qed.

  (** Accepted and granted are one. *)
  Theorem audit_exact : forall o, (exists p, accepts D limit counts carries ts set_of o p = true) <->
    exists t, In t ts /\ t_new t = set_of o /\ Granted D limit counts carries ts t o.
  Proof.
    intros o; split.
    - intros (p & A). eapply audit_grants; eauto.
    - intros (t & I & _ & G). destruct (granted_accepted t o G) as (_ & _ & rn & us & ss & K).
      exists (ByRule (t_name t) rn o us ss). unfold accepts. rewrite K. simpl. rewrite Nat.eqb_refl; auto.
  Qed.
End Complete.
