(** Transitions one after another (semantics.md, "Transfer"): "the grants of A → B, dated d, are approvals of B
    for B → C", and what is then covered.

    Dates, statuses, validity, cohorts and as_of are left to two unknowns: which approvals count for a
    transition, and whether the grants of one count for another.  What is proved holds for every choice of
    both, and so for the one that the code makes. *)
Require Import List Bool Arith Lia.
Import ListNotations.
From LMRules Require Import Lists Cover Theory Rules Check Relations.

Record transition := {
  t_name : nat; t_old : nat; t_new : nat; t_day : nat;
  t_judged : list judgement; t_rules : list rule }.

Section Chain.
  Variable D : declared.
  Variable limit : nat.                                  (* how many persons a proof may look at *)
  Variable counts : transition -> list nat.              (* the approvals that count for a transition *)
  Variable carries : transition -> transition -> bool.   (* its grants are approvals for the other *)

  (** Each transition has the levels and topics of the rulebook, and its own judgements in force. *)
  Definition theory_in (t : transition) : theory :=
    {| decl := D; judged := t_judged t; forgotten := false |}.

  (** The rules that may grant: the expert's key and the kernel's. *)
  Definition keyed (t : transition) : list rule :=
    filter (fun r => proved_to_grant limit (theory_in t) r) (t_rules t).

  (* ---------------------------------------------------------------- what is granted *)

  Variable ts : list transition.

  (** A grant: a proved rule, satisfied by approvals that count ([approved]), grants of the same transition
      ([same]), and grants of transitions that lead here ([earlier]). *)
  Inductive Granted : transition -> nat -> Prop :=
  | grant : forall t r used approved same earlier, In t ts -> In r (keyed t) ->
      satisfied used (old r) = true ->
      (forall u, In u used -> In u approved \/ In u same \/ In u (map snd earlier)) ->
      incl approved (counts t) ->
      (forall u, In u same -> Granted t u) ->
      (forall d u, In (d, u) earlier -> carries d t = true) ->
      (forall d u, In (d, u) earlier -> Granted d u) ->
      Granted t (new r).

  (** What someone holds in the old set of [t], of approvals and of earlier grants. *)
  Definition held_for (t : transition) (before : list (transition * list nat)) : list nat :=
    counts t ++ flat_map (fun b => if carries (fst b) t then snd b else []) before.

  (** [lmrules.evaluate.interpreter]: the transitions in turn, earlier ones first. *)
  Fixpoint run (todo : list transition) (before : list (transition * list nat))
    : list (transition * list nat) :=
    match todo with
    | [] => before
    | t :: rest => run rest (before ++ [(t, granted_b (keyed t) (held_for t before))])
    end.

  (* ---------------------------------------------------------------- what is covered *)

  (** A requirement is established in [t] where, with the judgements of [t], approvals that count for [t] and
      what earlier transitions have established cover it.  Every transition is held to its own judgements. *)
  Inductive Established : transition -> req -> Prop :=
  | establish : forall t here earlier q, In t ts ->
      incl here (of_objectives D (counts t)) ->
      (forall d s, In (d, s) earlier -> carries d t = true) ->
      (forall d s, In (d, s) earlier -> Established d s) ->
      Covers (theory_in t) (here ++ map snd earlier) q ->
      Established t q.

  Definition at_hand (t : transition) (s : req) : Prop :=
    Established t s \/ exists d, carries d t = true /\ Established d s.

  (** What follows from what is established is established. *)
  Lemma established_closed : forall t S, In t ts -> (forall s, In s S -> at_hand t s) ->
    forall q, Covers (theory_in t) S q -> Established t q.
  Proof.
    intros t S I H.
    assert (K : exists here earlier, incl here (of_objectives D (counts t))
      /\ (forall d s, In (d, s) earlier -> carries d t = true)
      /\ (forall d s, In (d, s) earlier -> Established d s)
      /\ forall s, In s S -> Covers (theory_in t) (here ++ map snd earlier) s).
    { induction S as [|s S IH].
      - exists [], [].
        refine (conj _ (conj _ (conj _ _))); [intros x [] | intros d s [] | intros d s [] | intros s []].
      - destruct IH as (here & earlier & A & B & C & E); [intros; apply H; right; auto|].
        assert (W : forall q, In q S -> forall h' e', incl here h' -> incl earlier e' ->
                     Covers (theory_in t) (h' ++ map snd e') q).
        { intros q Q h' e' X Y. apply covers_mono with (S := here ++ map snd earlier); auto.
          intros x Z. apply in_app_or in Z as [Z | Z]; apply in_or_app; auto. right.
          apply in_map_iff in Z as (p & <- & Z). apply in_map; auto. }
        destruct (H s (or_introl eq_refl)) as [X | (d & X & Y)].
        + inversion X as [t' h' e' q' _ A' B' C' E']; subst.
          exists (here ++ h'), (earlier ++ e'). refine (conj _ (conj _ (conj _ _))).
          * intros x Z; apply in_app_or in Z as [Z | Z]; auto.
          * intros d q Z; apply in_app_or in Z as [Z | Z]; eauto.
          * intros d q Z; apply in_app_or in Z as [Z | Z]; eauto.
          * intros q [<- | Q].
            -- apply covers_mono with (S := h' ++ map snd e'); auto. rewrite map_app.
               intros x Z. apply in_app_or in Z as [Z | Z]; apply in_or_app; [left | right];
                 apply in_or_app; auto.
            -- apply W; auto; intros x Z; apply in_or_app; auto.
        + exists here, ((d, s) :: earlier). refine (conj A (conj _ (conj _ _))).
          * intros e q [Z | Z]; [injection Z as <- <- | apply (B e q)]; auto.
          * intros e q [Z | Z]; [injection Z as <- <- | apply (C e q)]; auto.
          * intros q [<- | Q].
            -- apply covers_held, in_or_app; right; left; auto.
            -- apply W; auto using incl_refl. intros x Z; right; auto. }
    destruct K as (here & earlier & A & B & C & E). intros q Q.
    apply establish with (here := here) (earlier := earlier); auto.
    eapply covers_trans; eauto.
  Qed.

  Lemma approved_established : forall t o q, In t ts -> In o (counts t) -> In q (reqs D o) -> Established t q.
  Proof.
    intros t o q I C Q. apply establish with (here := [q]) (earlier := []); auto.
    - intros x [<- | []]. apply in_flat_map; eauto.
    - intros d s [].
    - apply covers_held; left; auto.
  Qed.

  (** THE THEOREM, chains included: every requirement of whatever is granted is established. *)
  Theorem granted_established : forall t o, Granted t o -> forall q, In q (reqs D o) -> Established t q.
  Proof.
    intros t o G; induction G as [t r used approved same earlier I R S U A _ IHs C _ IHe]. intros q Q.
    apply filter_In in R as (_ & R). apply proved_rule_sound in R.
    apply established_closed with (S := of_objectives D used); auto; try exact (R used S q Q).
    intros s J. apply in_flat_map in J as (u & J & K). destruct (U u J) as [X | [X | X]].
    - left. apply approved_established with (o := u); auto.
    - left. apply (IHs u); auto.
    - apply in_map_iff in X as ((d & v) & E & X); simpl in E; subst. right; exists d. split; eauto.
  Qed.

  (* ---------------------------------------------------------------- in terms of the approvals *)

  (** The transitions that a grant of [t] may rest on: [t] itself, and those whose grants reach it. *)
  Inductive behind : transition -> transition -> Prop :=
  | behind_self : forall t, behind t t
  | behind_step : forall d m t, carries m t = true -> behind d m -> behind d t.

  (** Covered by the approvals that count anywhere behind, with the judgements in force anywhere behind. *)
  Theorem established_covered : forall t q, Established t q ->
    forall J A, (forall d, In d ts -> behind d t -> incl (t_judged d) J) ->
      (forall d, In d ts -> behind d t -> incl (counts d) A) ->
    Covers {| decl := D; judged := J; forgotten := false |} (of_objectives D A) q.
  Proof.
    intros t q E; induction E as [t here earlier q I H C _ IH K]. intros J A HJ HA.
    apply covers_trans with (S' := here ++ map snd earlier).
    - intros s S. apply in_app_or in S as [S | S].
      + apply covers_held. apply (of_objectives_incl D (counts t)); auto. apply HA; auto. constructor.
      + apply in_map_iff in S as ((d & v) & <- & S). simpl. apply (IH d v S).
        * intros e X Y. apply HJ; auto. eapply behind_step; eauto.
        * intros e X Y. apply HA; auto. eapply behind_step; eauto.
    - apply covers_mono_judged with (J := t_judged t); auto. apply HJ; auto. constructor.
  Qed.

  (** No established requirement, and so no granted one, exceeds the level of some approved one. *)
  Theorem established_level : forall t q, Established t q ->
    exists d o s, In d ts /\ behind d t /\ In o (counts d) /\ In s (reqs D o)
      /\ at_most (scale D) (snd q) (snd s).
  Proof.
    intros t q E; induction E as [t here earlier q I H C _ IH K].
    apply covers_level in K as (s & S & W). destruct W as [W | W]; [discriminate|]. simpl in W.
    apply in_app_or in S as [S | S].
    - apply H, in_flat_map in S as (o & O & S). exists t, o, s. repeat split; auto. constructor.
    - apply in_map_iff in S as ((d & v) & E & S); simpl in E; subst.
      destruct (IH d s S) as (m & o & r & M & B & O & R & L).
      exists m, o, r. repeat split; auto; [eapply behind_step; eauto | eapply at_most_trans; eauto].
  Qed.

  (* ---------------------------------------------------------------- the program does it *)

  (** "Earlier ones first": whatever leads to a transition stands before it. *)
  Definition in_order (l : list transition) : Prop :=
    forall l1 t l2, l = l1 ++ t :: l2 -> forall d, In d l -> carries d t = true -> In d l1.

  Definition sound_before (before : list (transition * list nat)) : Prop :=
    forall d g, In (d, g) before -> forall o, In o g -> Granted d o.

  Lemma assemble : forall t before r used, In t ts -> sound_before before -> In r (keyed t) ->
    satisfied used (old r) = true ->
    (forall u, In u used -> In u (held_for t before) \/ Granted t u) -> Granted t (new r).
  Proof.
    intros t before r used I H R S U.
    set (carried := flat_map (fun b => if carries (fst b) t then map (pair (fst b)) (snd b) else []) before).
    assert (C : forall d u, In (d, u) carried -> exists g, In (d, g) before /\ carries d t = true /\ In u g).
    { intros d u J. apply in_flat_map in J as ((e & g) & J & L). simpl in L.
      destruct (carries e t) eqn:F; [|destruct L].
      apply in_map_iff in L as (v & Q & L). injection Q as <- <-. eauto. }
    apply grant with (used := used) (approved := counts t)
      (same := filter (fun u => negb (mem u (held_for t before))) used) (earlier := carried);
      auto using incl_refl.
    - intros u V. destruct (mem u (held_for t before)) eqn:M.
      + apply mem_In in M. apply in_app_or in M as [M | M]; auto. right; right.
        apply in_flat_map in M as ((d & g) & J & L). simpl in L.
        destruct (carries d t) eqn:F; [|destruct L]. apply in_map_iff. exists (d, u); split; auto.
        apply in_flat_map. exists (d, g); split; auto. simpl. rewrite F. apply in_map; auto.
      + right; left. apply filter_In; split; auto. rewrite M; auto.
    - intros u V. apply filter_In in V as (V & N). apply negb_true_iff, mem_not_In in N.
      destruct (U u V); tauto.
    - intros d u J. apply C in J as (g & _ & F & _); auto.
    - intros d u J. apply C in J as (g & J & _ & L). exact (H d g J u L).
  Qed.

  Lemma step_sound : forall t before, In t ts -> sound_before before ->
    forall o, granted (keyed t) (held_for t before) o -> Granted t o.
  Proof.
    intros t before I H o (r & used & R & U & S & <-). apply (assemble t before r used); auto.
    intros u V. specialize (U u V). clear V. induction U as [u K | r' used' R' _ IH S']; auto.
    right. apply (assemble t before r' used'); auto.
  Qed.

  (** Whatever the program grants is a grant (whatever the order of the transitions). *)
  Theorem run_sound : forall todo before, incl todo ts -> sound_before before ->
    sound_before (run todo before).
  Proof.
    induction todo as [|t todo IH]; simpl; intros before I H; auto.
    apply IH; [intros x X; apply I; right; auto|].
    intros d g J. apply in_app_or in J as [J | [J | []]]; [apply H; auto|]. injection J as <- <-.
    intros o O. apply granted_correct in O. apply (step_sound t before); auto. apply I; left; auto.
  Qed.

  Lemma run_extends : forall todo before, incl before (run todo before).
  Proof.
    induction todo as [|t todo IH]; simpl; intros before; [apply incl_refl|].
    intros x X. apply IH, in_or_app; auto.
  Qed.

  (** Where earlier ones come first, every grant is found. *)
  Lemma run_complete : forall todo passed before, ts = passed ++ todo -> in_order ts ->
    map fst before = passed ->
    (forall d g, In (d, g) before -> forall o, Granted d o -> In o g) ->
    forall d g, In (d, g) (run todo before) -> forall o, Granted d o -> In o g.
  Proof.
    induction todo as [|t todo IH]; simpl; intros passed before E O P H d g; [apply H|].
    apply IH with (passed := passed ++ [t]); auto.
    - rewrite <- app_assoc; exact E.
    - rewrite map_app, P; auto.
    - clear d g. intros d g J. apply in_app_or in J as [J | [J | []]]; [apply H; auto|].
      injection J as <- <-. intros o G. apply granted_correct.
      induction G as [d r used approved same earlier I R S U A _ IHs C G _].
      exists r, used; repeat split; auto. intros u V. apply has_granted.
      destruct (U u V) as [X | [X | X]].
      + left. apply in_or_app; left; auto.
      + right. apply IHs; auto.
      + left. apply in_map_iff in X as ((m & v) & Q & X); simpl in Q; subst v.
        apply in_or_app; right. apply in_flat_map.
        assert (M : In m passed).
        { apply (O passed d todo E); [|apply (C m u X)].
          assert (Z := G m u X). inversion Z; auto. }
        rewrite <- P in M. apply in_map_iff in M as ((m' & g) & Q & M); simpl in Q; subst m'.
        exists (m, g); split; auto. simpl. rewrite (C m u X). apply (H m g M u (G m u X)).
  Qed.

  (** [run] computes the grants: no more and no fewer. *)
  Theorem run_correct : in_order ts -> forall t g, In (t, g) (run ts []) ->
    forall o, In o g <-> Granted t o.
  Proof.
    intros O t g I o; split.
    - intros J. apply (run_sound ts [] (incl_refl _)) with (g := g); auto. intros d h [].
    - apply (run_complete ts [] []) with (d := t) (g := g); auto. intros d h [].
  Qed.
End Chain.

(* ------------------------------------------------------------------ dates, as far as the programs need them *)

(** The simplest dates there are, for the extracted program: sets are always valid, a row has a day, and what
    comes before the transition's day counts. *)
Definition approval := (nat * nat)%type.       (* an objective, and the day it was approved *)

Definition counts_by_day (set_of : nat -> nat) (rows : list approval) (t : transition) : list nat :=
  map fst (filter (fun a => (set_of (fst a) =? t_old t) && (snd a <? t_day t)) rows).

Definition carries_by_day (d t : transition) : bool := (t_new d =? t_old t) && (t_day d <? t_day t).

(* ------------------------------------------------------------------ why judgements of all steps are named *)

(** Chains rest on the judgements of every transition they pass: with those of the last one alone, what is
    granted need not be covered.  Here 1 is approved; S1, in force for the first transition, says that topic 2
    is covered by topic 1; the second transition takes objective 2 over to objective 3. *)
Module EarlierJudgements.
  Definition reqs_of (o : nat) : list req :=
    match o with 1 => [(1, 0)] | 2 => [(2, 0)] | 3 => [(2, 0)] | _ => [] end.
  Definition D := {| scale := []; tops := []; reqs := reqs_of |}.
  Definition plain (o n : nat) :=
    {| r_name := n; old := Atom o; new := n; claims := [{| rel := Ge; side := None |}]; draft := false |}.
  Definition t1 := {| t_name := 1; t_old := 1; t_new := 2; t_day := 1;
    t_judged := [{| j_name := 1; j_clauses := [(2, [1])] |}]; t_rules := [plain 1 2] |}.
  Definition t2 := {| t_name := 2; t_old := 2; t_new := 3; t_day := 2;
    t_judged := []; t_rules := [plain 2 3] |}.
  Definition set_of (o : nat) := o.
  Definition ran := run D 10 (counts_by_day set_of [(1, 0)]) carries_by_day [t1; t2] [].

  Example is_granted : map snd ran = [[2]; [3]].
  Proof. reflexivity. Qed.
  Example last_alone_does_not_cover : covers_b (theory_in D t2) (reqs_of 1) (2, 0) = false.
  Proof. reflexivity. Qed.
  Example all_do : covers_b {| decl := D; judged := t_judged t1 ++ t_judged t2; forgotten := false |}
    (reqs_of 1) (2, 0) = true.
  Proof. reflexivity. Qed.
End EarlierJudgements.
