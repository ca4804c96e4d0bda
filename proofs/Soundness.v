(** The theorems, in one place.  Read this file first: each statement is the whole of what is claimed, and
    each word in it is defined in a file named below.

      Lists.v      finite sets as lists
      Cover.v      clauses and their closure                         [lmrules.kernel.closure]
      Theory.v     levels, topics, cover as semantics.md has it      [theory_of, covers, uncovered]
      Rules.v      expressions, rules, soundness, grants             [satisfied, granted]
      Check.v      the exact check                                   [exceeding, counterexample]
      Relations.v  relations and verdicts                            [compare, verify, proved_to_grant]
      Chain.v      transitions one after another                     [lmrules.evaluate.interpreter]
      Audit.v      the checker of proofs                             [lmrules.auditing]
      Complete.v   each grant has a proof that the checker accepts
      Extract.v    the programs above, as OCaml

    No axioms, nothing admitted: the end of this file prints what each theorem assumes. *)
Require Import List Bool Arith Lia.
Import ListNotations.
From LMRules Require Import Lists Cover Theory Rules Check Relations Chain Audit Complete.

(* ------------------------------------------------------------------ (1) nothing is granted but what is covered *)

(** One transition: if every rule is locally sound, the fixpoint grants only what the approvals cover. *)
Theorem soundness : forall T R A, (forall r, In r R -> locally_sound T r) ->
  forall o, In o (granted_b R A) ->
  forall q, In q (reqs (decl T) o) -> Covers T (of_objectives (decl T) A) q.
Proof.
  intros T R A LS o G. apply (has_sound T R A LS). apply has_granted. right. apply granted_correct; auto.
Qed.

(** Any number of transitions, each with its own rules and judgements; whatever counts, whatever carries over
    and whatever the limit.  The kernel decides which rules grant.  What the program grants is covered by the
    approvals that count for the transitions behind the grant, with the judgements in force in those; and
    more closely, it is [Established]: every transition is held to its own judgements. *)
Theorem chain_soundness : forall D limit counts carries ts t g o,
  In (t, g) (run D limit counts carries ts []) -> In o g ->
  forall q, In q (reqs D o) ->
    Established D counts carries ts t q
    /\ forall J A,
         (forall d, In d ts -> behind carries d t -> incl (t_judged d) J) ->
         (forall d, In d ts -> behind carries d t -> incl (counts d) A) ->
         Covers {| decl := D; judged := J; forgotten := false |} (of_objectives D A) q.
Proof.
  intros D limit counts carries ts t g o I O q Q.
  assert (E : Established D counts carries ts t q).
  { apply (granted_established D limit) with (o := o); auto.
    apply (run_sound D limit counts carries ts ts [] (incl_refl _)) with (g := g); auto. intros d h []. }
  split; auto. apply established_covered; auto.
Qed.

(** Where nothing carries over, that is plain cover: the words of semantics.md, "The property". *)
Theorem transfer_soundness : forall D limit counts ts t g o,
  In (t, g) (run D limit counts (fun _ _ => false) ts []) -> In o g ->
  forall q, In q (reqs D o) -> Covers (theory_in D t) (of_objectives D (counts t)) q.
Proof.
  intros D limit counts ts t g o I O q Q.
  destruct (chain_soundness _ _ _ _ _ _ _ _ I O q Q) as (_ & C).
  assert (B : forall d, behind (fun _ _ => false) d t -> d = t).
  { intros d H. inversion H as [| d' m t' F]; auto. discriminate. }
  apply C; intros d _ H; apply B in H; subst; apply incl_refl.
Qed.

(* ------------------------------------------------------------------ (2) nothing rises *)

(** No granted requirement exceeds the level of some approved one. *)
Theorem no_level_exceeded : forall D limit counts carries ts t g o,
  In (t, g) (run D limit counts carries ts []) -> In o g ->
  forall q, In q (reqs D o) ->
    exists d a s, In d ts /\ behind carries d t /\ In a (counts d) /\ In s (reqs D a)
      /\ at_most (scale D) (snd q) (snd s).
Proof.
  intros D limit counts carries ts t g o I O q Q. apply (established_level D counts carries ts).
  eapply chain_soundness; eauto.
Qed.

(* ------------------------------------------------------------------ (3) the check of a rule is exact *)

(** The kernel's search finds nobody where, and only where, the rule is sound for every set of approvals. *)
Theorem kernel_check_exact : forall limit T r, 2 ^ length (atoms (old r)) <= limit ->
  (counterexample limit T (old r) (reqs (decl T) (new r)) = Clean <-> locally_sound T r).
Proof. intros limit T r L. apply exact_check; auto. Qed.

(** At any limit: "proved" is never wrong, and a counterexample is a real one. *)
Theorem kernel_check_sound : forall limit T r,
  (counterexample limit T (old r) (reqs (decl T) (new r)) = Clean -> locally_sound T r)
  /\ forall p, counterexample limit T (old r) (reqs (decl T) (new r)) = Found p ->
       satisfied p (old r) = true
       /\ exists q, In q (reqs (decl T) (new r)) /\ ~ Covers T (of_objectives (decl T) p) q.
Proof.
  intros limit T r; split; [apply counterexample_clean|].
  intros p E. apply counterexample_found in E as (q & I & S & N). split; auto. exists q; auto.
Qed.

(** The verdict on a whole rule, with all its claims. *)
Theorem kernel_verdict_exact : forall limit T r, 2 ^ length (atoms (old r)) <= limit ->
  (verify limit T r = Proved <->
   analysed T r = true /\ forall c, In c (to_check r) -> claim_holds T r c).
Proof. exact verify_exact. Qed.

(** Both keys: only sound rules grant. *)
Theorem second_key : forall limit T r, proved_to_grant limit T r = true -> locally_sound T r.
Proof. exact proved_rule_sound. Qed.

(* ------------------------------------------------------------------ (4) the checker of proofs *)

(** What [audit] accepts is covered, and is what the rules do grant. *)
Theorem audit_accepts_only_sound_grants : forall D limit counts carries ts set_of,
  (forall d t, In d ts -> In t ts -> t_name d = t_name t -> d = t) ->
  forall o p, accepts D limit counts carries ts set_of o p = true ->
  (exists t, In t ts /\ t_new t = set_of o
     /\ forall q, In q (reqs D o) -> Established D counts carries ts t q)
  /\ (exists t, In t ts /\ t_new t = set_of o /\ Granted D limit counts carries ts t o).
Proof.
  intros D limit counts carries ts set_of N o p A. split; [eapply audit_sound | eapply audit_grants]; eauto.
Qed.

(** And therefore its levels do not rise, and the approvals behind it cover it. *)
Theorem audit_accepts_only_what_is_covered : forall D limit counts carries ts set_of,
  (forall d t, In d ts -> In t ts -> t_name d = t_name t -> d = t) ->
  forall o p, accepts D limit counts carries ts set_of o p = true ->
  forall q, In q (reqs D o) ->
    Covers {| decl := D; judged := flat_map t_judged ts; forgotten := false |}
      (of_objectives D (flat_map counts ts)) q
    /\ exists d a s, In d ts /\ In a (counts d) /\ In s (reqs D a) /\ at_most (scale D) (snd q) (snd s).
Proof.
  intros D limit counts carries ts set_of N o p A q Q.
  destruct (audit_sound _ _ _ _ _ _ N _ _ A) as (t & I & _ & E). specialize (E q Q). split.
  - apply (established_covered _ _ _ _ _ _ E); intros d J _ x X; apply in_flat_map; eauto.
  - destruct (established_level _ _ _ _ _ _ E) as (d & a & s & H & _ & K). exists d, a, s; auto.
Qed.

(** And nothing that is granted is beyond proof: where names are used for one thing each (which the language
    sees to), there is a proof that is accepted just where there is a grant. *)
Theorem audit_accepts_just_the_grants : forall D limit counts carries ts set_of,
  (forall d t, In d ts -> In t ts -> t_name d = t_name t -> d = t) ->
  (forall t, In t ts -> t_old t <> t_new t) ->
  (forall t r s, In t ts -> In r (t_rules t) -> In s (t_rules t) ->
     r_name r = r_name s -> new r = new s -> r = s) ->
  (forall t r, In t ts -> In r (t_rules t) -> set_of (new r) = t_new t) ->
  (forall t o, In t ts -> In o (counts t) -> set_of o = t_old t) ->
  (forall d t, carries d t = true -> t_new d = t_old t) ->
  forall o, (exists p, accepts D limit counts carries ts set_of o p = true) <->
    exists t, In t ts /\ t_new t = set_of o /\ Granted D limit counts carries ts t o.
Proof. intros D limit counts carries ts set_of N S R I C F. apply audit_exact; auto. Qed.

(* ------------------------------------------------------------------ and beside these *)

(** Cover, satisfaction and grants are monotone, and the order of rules and approvals never matters. *)
Theorem more_is_never_less : forall R A A', incl A A' ->
  forall o, In o (granted_b R A) -> In o (granted_b R A').
Proof. intros R A A' I o. rewrite !granted_correct. apply granted_mono; auto using incl_refl. Qed.

Theorem order_never_matters : forall R R' A A', incl R R' -> incl R' R -> incl A A' -> incl A' A ->
  forall o, In o (granted_b R A) <-> In o (granted_b R' A').
Proof. exact granted_order. Qed.

(* ------------------------------------------------------------------ not vacuous *)

(** Topic 0 consists of 1 and 2; level 0 is below level 1.  Objectives 10 and 11 require 1 and 2 at the higher
    level, 12 the whole at the lower one, 13 the whole at the higher one, 14 topic 1 at the lower one. *)
Module Examples.
  Definition required (o : nat) : list req :=
    match o with 10 => [(1, 1)] | 11 => [(2, 1)] | 12 => [(0, 0)] | 13 => [(0, 1)] | 14 => [(1, 0)] | _ => [] end.
  Definition D := {| scale := [{| low := 0; high := 1; equal := false |}];
                     tops := [{| name := 0; includes := []; consists := [1; 2] |}]; reqs := required |}.
  Definition T := {| decl := D; judged := []; forgotten := false |}.
  Definition rule_of (n o : nat) (e : expr) :=
    {| r_name := n; old := e; new := o; claims := [{| rel := Ge; side := None |}]; draft := false |}.

  Example both_parts_are_enough : counterexample 10 T (AllOf [Atom 10; Atom 11]) (required 12) = Clean.
  Proof. reflexivity. Qed.
  Example one_part_is_not : counterexample 10 T (AnyOf [Atom 10; Atom 11]) (required 12) = Found [11].
  Proof. reflexivity. Qed.
  Example a_lower_level_is_not : counterexample 10 T (AnyOf [Atom 12; Atom 13]) (required 13) = Found [12].
  Proof. reflexivity. Qed.
  Example without_room_nothing_is_proved : counterexample 0 T (Atom 10) (required 14) = TooLarge.
  Proof. reflexivity. Qed.

  (** 10 and 11 give 12, and 12 gives 14; a proof that skips 11 is refused. *)
  Definition A_B := {| t_name := 1; t_old := 1; t_new := 2; t_day := 5; t_judged := [];
    t_rules := [rule_of 1 12 (AllOf [Atom 10; Atom 11]); rule_of 2 14 (Atom 12)] |}.
  Definition set_of (o : nat) := if o <? 12 then 1 else 2.
  Definition counting := counts_by_day set_of [(10, 3); (11, 4)].
  Definition whole (uses : list proof) := ByRule 1 1 12 uses
    [StepB 0 0 [StepA 1 0 10 1 1; StepA 2 0 11 2 1]].

  Example grants_follow : map snd (run D 10 counting carries_by_day [A_B] []) = [[12; 14]].
  Proof. reflexivity. Qed.
  Example a_proof_is_accepted : accepts D 10 counting carries_by_day [A_B] set_of 14
    (ByRule 1 2 14 [whole [ByApproval 10; ByApproval 11]] [StepD 1 0 [StepA 0 0 12 0 0]]) = true.
  Proof. reflexivity. Qed.
  Example half_a_proof_is_not : accepts D 10 counting carries_by_day [A_B] set_of 12
    (whole [ByApproval 10]) = false.
  Proof. reflexivity. Qed.
End Examples.

Print Assumptions soundness.
Print Assumptions chain_soundness.
Print Assumptions transfer_soundness.
Print Assumptions no_level_exceeded.
Print Assumptions kernel_check_exact.
Print Assumptions kernel_check_sound.
Print Assumptions kernel_verdict_exact.
Print Assumptions second_key.
Print Assumptions audit_accepts_only_sound_grants.
Print Assumptions audit_accepts_only_what_is_covered.
Print Assumptions audit_accepts_just_the_grants.
Print Assumptions more_is_never_less.
Print Assumptions order_never_matters.
Print Assumptions closure_correct.
Print Assumptions covers_correct.
Print Assumptions level_order_correct.
Print Assumptions compare_correct.
Print Assumptions granted_correct.
Print Assumptions run_correct.
