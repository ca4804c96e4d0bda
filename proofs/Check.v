(** The exact check of a rule: [lmrules.kernel.exceeding] and [counterexample], and why they are exact
    (docs/explanation/semantics.md, "Decided for everybody").

    Let somebody hold every objective of the rule.  Where they cover the requirement, a proof rests on some
    held topics; whoever does not cover it lacks one of those, so each is taken away in turn, with every
    objective that holds it.  The search below is that, person by person, with a list of those seen. *)
Require Import List Bool Arith Lia.
Import ListNotations.
From LMRules Require Import Lists Cover Theory Rules.

Section Search.
  Variables (T : theory) (e : expr) (q : req).

  Definition holds (o : nat) (r : req) : Prop := In r (reqs (decl T) o).

  (** Those of the rule's objectives that hold the topic [g] at the level or higher. *)
  Definition holders (g : nat) : list nat :=
    filter (fun o => existsb (fun r => (fst r =? g) && level_within T (snd q) (snd r)) (reqs (decl T) o))
      (atoms e).

  Definition without (person hs : list nat) : list nat := filter (fun o => negb (mem o hs)) person.

  Definition traced (person : list nat) : trace := closure_at T (of_objectives (decl T) person) (snd q).

  (** The persons to look at next: those that lack one of the topics that the proof rests on. *)
  Definition smaller (person : list nat) : list (list nat) :=
    map (fun g => without person (holders g)) (rests_on [fst q] (traced person)).

  (** Persons seen before, and those whom the rule grants nothing, are passed over. *)
  Fixpoint skip (seen todo : list (list nat)) : list (list nat) :=
    match todo with
    | [] => []
    | p :: rest => if seen_in p seen || negb (satisfied p e) then skip seen rest else p :: rest
    end.

  (** Those found who exceed, and whether these are all: not, where more than [n] persons had to be seen. *)
  Fixpoint search (n : nat) (seen todo : list (list nat)) : list (list nat) * bool :=
    match skip seen todo with
    | [] => ([], true)
    | p :: rest =>
        match n with
        | 0 => ([], false)
        | S n' =>
            if known (traced p) (fst q)
            then search n' (p :: seen) (rev (smaller p) ++ rest)
            else let (found, whole) := search n' (p :: seen) rest in (p :: found, whole)
        end
    end.

  Definition exceeding (limit : nat) : list (list nat) * bool := search limit [] [atoms e].

  Definition exceeds (person : list nat) : Prop :=
    satisfied person e = true /\ ~ Covers T (of_objectives (decl T) person) q.

  (* ---------------------------------------------------------------- nothing found is a false alarm *)

  Lemma known_covers : forall p, known (traced p) (fst q) = true <-> Covers T (of_objectives (decl T) p) q.
  Proof. intros p. rewrite <- covers_correct. unfold covers_b, traced. tauto. Qed.

  Lemma skip_first : forall seen todo p rest, skip seen todo = p :: rest ->
    satisfied p e = true /\ ~ In p seen /\ incl (p :: rest) todo.
  Proof.
    intros seen todo; induction todo as [|x todo IH]; simpl; intros p rest E; [discriminate|].
    destruct (seen_in x seen || negb (satisfied x e)) eqn:B.
    - destruct (IH p rest E) as (H & N & I). repeat split; auto. intros y Y; right; auto.
    - injection E as <- <-. apply orb_false_iff in B as (B & C). apply negb_false_iff in C.
      repeat split; auto using incl_refl. rewrite <- seen_in_In; congruence.
  Qed.

  Theorem search_real : forall n seen todo p, In p (fst (search n seen todo)) -> exceeds p.
  Proof.
    induction n as [|n IH]; intros seen todo p; simpl;
      destruct (skip seen todo) as [|x rest] eqn:K; simpl; try tauto.
    destruct (known (traced x) (fst q)) eqn:C; [apply IH|].
    destruct (search n (x :: seen) rest) as (found, whole) eqn:E. intros [<- | I].
    - apply skip_first in K as (S & _). split; auto. rewrite <- known_covers; congruence.
    - apply (IH (x :: seen) rest). rewrite E; auto.
  Qed.

  (* ---------------------------------------------------------------- nobody is missed *)

  Lemma holders_spec : forall g o, In o (holders g) <->
    In o (atoms e) /\ exists h, In (g, h) (reqs (decl T) o) /\ within T (snd q) h.
  Proof.
    intros g o. unfold holders. rewrite filter_In, existsb_exists. split.
    - intros (I & (t, h) & J & B). apply andb_true_iff in B as (E & L). apply Nat.eqb_eq in E; simpl in *; subst.
      split; auto. exists h; split; auto. apply level_within_correct; auto.
    - intros (I & h & J & W). split; auto. exists (g, h); split; auto. simpl.
      rewrite Nat.eqb_refl; simpl. apply level_within_correct; auto.
  Qed.

  Lemma held_by : forall p g, incl p (atoms e) ->
    In g (held_at T (of_objectives (decl T) p) (snd q)) <-> exists o, In o p /\ In o (holders g).
  Proof.
    intros p g A. rewrite held_at_In. split.
    - intros (h & I & W). apply in_flat_map in I as (o & I & J). exists o; split; auto.
      apply holders_spec; split; eauto.
    - intros (o & I & J). apply holders_spec in J as (_ & h & J & W). exists h; split; auto.
      apply in_flat_map; eauto.
  Qed.

  (** Whoever does not cover the requirement, and is part of somebody who does, is part of someone smaller. *)
  Lemma below_smaller : forall p s, incl p (atoms e) -> incl s p -> known (traced p) (fst q) = true ->
    ~ Covers T (of_objectives (decl T) s) q ->
    exists c, In c (smaller p) /\ incl s c /\ length c < length p.
  Proof.
    intros p s A I K N.
    assert (V := closure_valid (clauses_of T) (held_at T (of_objectives (decl T) p) (snd q))).
    change (closure _ _) with (traced p) in V.
    set (basis := rests_on [fst q] (traced p)) in *.
    destruct (forallb (fun g => existsb (fun o => mem o (holders g)) s) basis) eqn:F.
    - exfalso. apply N. destruct q as (t, l) eqn:Q. apply covers_follows.
      apply follows_mono with (C := clauses_of T) (G := basis); [apply incl_refl | |].
      + intros g G. rewrite forallb_forall in F. specialize (F g G).
        apply existsb_exists in F as (o & O & M). apply mem_In in M.
        assert (B := held_by s g (incl_tran I A)). rewrite Q in B. apply B. exists o; split; auto.
      + apply rests_on_enough with (G := held_at T (of_objectives (decl T) p) l); auto.
        * left; auto.
        * apply known_In; exact K.
    - assert (X : exists g, In g basis /\ existsb (fun o => mem o (holders g)) s = false).
      { clear - F. induction basis as [|g b IH]; simpl in F; [discriminate|].
        destruct (existsb (fun o => mem o (holders g)) s) eqn:E; simpl in F.
        - destruct (IH F) as (h & H & J). exists h; split; auto. right; auto.
        - exists g; split; auto. left; auto. }
      destruct X as (g & G & X). exists (without p (holders g)). repeat split.
      + apply in_map_iff. exists g; auto.
      + intros o O. apply filter_In; split; auto. apply negb_true_iff.
        destruct (mem o (holders g)) eqn:M; auto. rewrite <- X. symmetry.
        apply existsb_exists; exists o; auto.
      + apply (rests_on_given _ _ _ V) in G. apply held_by in G as (o & O & H); auto.
        apply Nat.lt_le_trans with (length (filter (fun _ => true) p)); [|apply filter_length_le].
        apply filter_lt with (x := o); auto. apply negb_false_iff, mem_In; auto.
  Qed.

  Lemma smaller_incl : forall p c, In c (smaller p) -> incl c p.
  Proof.
    intros p c I. apply in_map_iff in I as (g & <- & _). intros o O. apply filter_In in O; tauto.
  Qed.

  Section Nobody.
    Variable s : list nat.
    Hypothesis s_exceeds : exceeds s.

    (** [s] is part of someone at hand; and whoever it was part of has led to someone smaller, or was found. *)
    Definition on_the_way (seen todo done : list (list nat)) : Prop :=
      (exists w, (In w seen \/ In w todo) /\ incl s w)
      /\ (forall w, In w seen -> incl s w -> In w done
            \/ exists c, incl s c /\ length c < length w /\ (In c seen \/ In c todo)).

    Lemma skip_on_the_way : forall seen todo, forall w, In w todo -> incl s w ->
      In w seen \/ In w (skip seen todo).
    Proof.
      intros seen todo w; induction todo as [|x todo IH]; simpl; [tauto|]. intros [-> | I] S.
      - destruct (seen_in w seen) eqn:B; simpl; [left; apply seen_in_In; auto|].
        destruct (satisfied w e) eqn:K; simpl; [right; left; auto|].
        destruct s_exceeds as (Y & _). rewrite (satisfied_mono e s w S Y) in K; discriminate.
      - destruct (seen_in x seen || negb (satisfied x e)); auto. right; right; auto.
    Qed.

    Lemma on_the_way_skip : forall seen todo done, on_the_way seen todo done ->
      on_the_way seen (skip seen todo) done.
    Proof.
      intros seen todo done ((w & W & I) & H). split.
      - exists w; split; auto. destruct W as [W | W]; auto.
        apply skip_on_the_way; auto.
      - intros v V J. destruct (H v V J) as [D | (c & K & L & X)]; auto. right; exists c; repeat split; auto.
        destruct X as [X | X]; auto. apply skip_on_the_way; auto.
    Qed.

    Lemma nobody_left : forall seen done, on_the_way seen [] done -> exists w, In w done /\ incl s w.
    Proof.
      intros seen done ((w & [W | []] & I) & H).
      assert (K : forall n v, length v <= n -> In v seen -> incl s v -> exists d, In d done /\ incl s d).
      { induction n as [|n IH]; intros v L V J; destruct (H v V J) as [D | (c & C & M & [X | []])]; eauto.
        - lia.
        - apply (IH c); auto. lia. }
      apply (K (length w) w); auto.
    Qed.

    Lemma search_on_the_way : forall n seen todo found done,
      search n seen todo = (found, true) -> (forall w, In w todo -> incl w (atoms e)) ->
      on_the_way seen todo done -> exists w, In w (done ++ found) /\ incl s w.
    Proof.
      induction n as [|n IH]; intros seen todo found done; simpl; intros E A O;
        apply on_the_way_skip in O; destruct (skip seen todo) as [|p rest] eqn:K.
      - injection E as <-. rewrite app_nil_r. eapply nobody_left; eauto.
      - discriminate.
      - injection E as <-. rewrite app_nil_r. eapply nobody_left; eauto.
      - apply skip_first in K as (_ & _ & R).
        assert (AP : incl p (atoms e)) by (apply A, R; left; auto).
        assert (AR : forall w, In w rest -> incl w (atoms e)) by (intros w W; apply A, R; right; auto).
        destruct O as ((w & W & I) & H). destruct (known (traced p) (fst q)) eqn:C.
        + apply IH with (done := done) in E; auto.
          * intros v V. apply in_app_or in V as [V | V]; auto. apply in_rev in V.
            apply smaller_incl in V. eapply incl_tran; eauto.
          * split.
            -- exists w; split; auto. destruct W as [W | [-> | W]]; [left; right | left; left |]; auto.
               right; apply in_or_app; auto.
            -- intros v V J. destruct (list_eq_dec Nat.eq_dec p v) as [<- | NE].
               ++ destruct s_exceeds as (_ & N).
                  destruct (below_smaller p s AP J C N) as (c & X & Y & Z).
                  right; exists c; repeat split; auto. right. apply in_or_app; left. apply in_rev in X; auto.
               ++ destruct V as [V | V]; [congruence|].
                  destruct (H v V J) as [D | (c & X & Y & Z)]; auto. right; exists c; repeat split; auto.
                  destruct Z as [Z | [-> | Z]]; [left; right | left; left |]; auto.
                  right; apply in_or_app; auto.
        + destruct (search n (p :: seen) rest) as (more, whole) eqn:F. injection E as <- ->.
          apply IH with (done := done ++ [p]) in F; auto.
          * rewrite <- app_assoc in F; exact F.
          * split.
            -- exists w; split; auto. destruct W as [W | [-> | W]]; [left; right | left; left |]; auto.
            -- intros v V J. destruct V as [<- | V]; [left; apply in_or_app; right; left; auto|].
               destruct (H v V J) as [D | (c & X & Y & Z)]; [left; apply in_or_app; auto|].
               right; exists c; repeat split; auto.
               destruct Z as [Z | [-> | Z]]; [left; right | left; left |]; auto.
    Qed.
  End Nobody.

  (** "Every largest imaginary person who satisfies old and yet does not cover required": whoever exceeds is
      part of one of those found, as far as the rule looks. *)
  Theorem exceeding_complete : forall limit found, exceeding limit = (found, true) ->
    forall s, exceeds s -> exists p, In p found /\ forall o, In o s -> In o (atoms e) -> In o p.
  Proof.
    intros limit found E s (S & N). set (s' := filter (fun o => mem o (atoms e)) s).
    assert (X : exceeds s').
    { split.
      - apply satisfied_atoms with (S := s); auto. intros o A I. apply filter_In; split; auto. apply mem_In; auto.
      - intros C; apply N. eapply covers_mono; [|exact C]. apply of_objectives_incl.
        intros o I; apply filter_In in I; tauto. }
    destruct (search_on_the_way s' X limit [] [atoms e] found [] E) as (p & P & I).
    - intros w [<- | []]; apply incl_refl.
    - split; [|intros w []]. exists (atoms e); split; [right; left; auto|].
      intros o I. apply filter_In in I; apply mem_In; tauto.
    - exists p; split; auto. intros o O A. apply I, filter_In; split; auto. apply mem_In; auto.
  Qed.

  (* ---------------------------------------------------------------- it ends *)

  Lemma search_whole : forall n seen todo, NoDup seen -> incl seen (sublists (atoms e)) ->
    incl todo (sublists (atoms e)) -> 2 ^ length (atoms e) <= n + length seen ->
    snd (search n seen todo) = true.
  Proof.
    induction n as [|n IH]; intros seen todo D I J L; simpl;
      destruct (skip seen todo) as [|p rest] eqn:K; auto; apply skip_first in K as (_ & N & R);
      (assert (D' : NoDup (p :: seen)) by (constructor; auto));
      (assert (P : In p (sublists (atoms e))) by (apply J, R; left; auto));
      (assert (I' : incl (p :: seen) (sublists (atoms e))) by (intros x [<- | X]; auto));
      (assert (J' : incl rest (sublists (atoms e))) by (intros x X; apply J, R; right; auto)).
    - exfalso. assert (B := NoDup_incl_length D' I'). rewrite sublists_length in B. simpl in *; lia.
    - destruct (known (traced p) (fst q)).
      + apply IH; auto; [|simpl; lia]. intros x X. apply in_app_or in X as [X | X]; auto.
        apply in_rev, in_map_iff in X as (g & <- & _). apply sublists_filter; auto.
      + specialize (IH (p :: seen) rest D' I' J').
        destruct (search n (p :: seen) rest) as (found, whole). apply IH. simpl; lia.
  Qed.

  Theorem exceeding_whole : forall limit, 2 ^ length (atoms e) <= limit -> snd (exceeding limit) = true.
  Proof.
    intros limit L. apply search_whole; simpl; try lia; [constructor | intros x [] |].
    intros x [<- | []]. apply sublists_self.
  Qed.
End Search.

(* ------------------------------------------------------------------ the check of a rule *)

Inductive answer := Clean | Found (person : list nat) | TooLarge.

(** [lmrules.kernel.counterexample]: requirement by requirement.  Which of the counterexamples is shown (the
    smallest) is another matter: see [smaller_counterexample]. *)
Fixpoint counterexample (limit : nat) (T : theory) (e : expr) (qs : list req) : answer :=
  match qs with
  | [] => Clean
  | q :: rest =>
      match exceeding T e q limit with
      | (p :: _, _) => Found p
      | ([], true) => counterexample limit T e rest
      | ([], false) => TooLarge
      end
  end.

(** Nothing found, and nothing left out: the rule is sound for every set of approvals whatever. *)
Theorem counterexample_clean : forall limit T e qs, counterexample limit T e qs = Clean -> sound_for T e qs.
Proof.
  intros limit T e qs; induction qs as [|q qs IH]; simpl; intros E S K r I; [destruct I|].
  destruct (exceeding T e q limit) as ([|p ps], [|]) eqn:X; try discriminate.
  destruct I as [<- | I]; [|apply IH; auto].
  apply covers_correct. destruct (covers_b T (of_objectives (decl T) S) q) eqn:C; auto. exfalso.
  destruct (exceeding_complete T e q limit [] X S) as (p & [] & _).
  split; auto. rewrite <- covers_correct; congruence.
Qed.

(** Found: a real person, whom the rule would give what they do not cover. *)
Theorem counterexample_found : forall limit T e qs p, counterexample limit T e qs = Found p ->
  exists q, In q qs /\ exceeds T e q p.
Proof.
  intros limit T e qs; induction qs as [|q qs IH]; simpl; intros p E; [discriminate|].
  destruct (exceeding T e q limit) as ([|x ps], [|]) eqn:X; try discriminate.
  - destruct (IH p E) as (r & I & H). exists r; auto.
  - injection E as ->. exists q; split; auto. apply (search_real T e q limit [] [atoms e]).
    unfold exceeding in X; rewrite X; left; auto.
  - injection E as ->. exists q; split; auto. apply (search_real T e q limit [] [atoms e]).
    unfold exceeding in X; rewrite X; left; auto.
Qed.

(** Given room for every person that can be made of the rule's objectives, the check always has an answer. *)
Theorem counterexample_ends : forall limit T e qs, 2 ^ length (atoms e) <= limit ->
  counterexample limit T e qs <> TooLarge.
Proof.
  intros limit T e qs L; induction qs as [|q qs IH]; simpl; [discriminate|].
  assert (W := exceeding_whole T e q limit L).
  destruct (exceeding T e q limit) as ([|p ps], [|]); simpl in W; congruence.
Qed.

(** THE CHECK IS EXACT: it finds nothing where, and only where, the rule is sound. *)
Theorem exact_check : forall limit T e qs, 2 ^ length (atoms e) <= limit ->
  (counterexample limit T e qs = Clean <-> sound_for T e qs).
Proof.
  intros limit T e qs L; split; [apply counterexample_clean|]. intros H.
  destruct (counterexample limit T e qs) as [|p|] eqn:E; auto; exfalso.
  - apply counterexample_found in E as (q & I & S & N). apply N, H; auto.
  - exact (counterexample_ends limit T e qs L E).
Qed.

(** Whatever of a counterexample still satisfies the rule is one as well ([lmrules.kernel._smallest]). *)
Theorem smaller_counterexample : forall T e q p s, exceeds T e q p -> incl s p -> satisfied s e = true ->
  exceeds T e q s.
Proof.
  intros T e q p s (_ & N) I S. split; auto. intros C; apply N.
  eapply covers_mono; [apply of_objectives_incl; exact I | exact C].
Qed.
