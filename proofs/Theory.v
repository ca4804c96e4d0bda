(** Levels, topics, requirements and cover, word for word as semantics.md has them ("Levels, topics,
    requirements"), and the kernel's programs for them, proved to compute just that. *)
Require Import List Bool Arith.
Import ListNotations.
From LMRules Require Import Lists Cover.

(** A requirement: a topic at a level. *)
Definition req := (nat * nat)%type.

(** One step of a scale: [low < high], or [low = high]. *)
Record step := { low : nat; high : nat; equal : bool }.

(** [t omfatter includes], [t består av consists] (empty where the topic has no such list). *)
Record topic := { name : nat; includes : list nat; consists : list nat }.

(** An expert's judgement: each [(t, us)] says that [t] is covered by [us] together. *)
Record judgement := { j_name : nat; j_clauses : list (nat * list nat) }.

(** What a rulebook declares, and what one transition adds to it: the judgements in force.
    [forgotten]: levels play no part (content alone). *)
Record declared := { scale : list step; tops : list topic; reqs : nat -> list req }.
Record theory := { decl : declared; judged : list judgement; forgotten : bool }.

Definition content (T : theory) : theory := {| decl := decl T; judged := judged T; forgotten := true |}.

Definition of_objectives (D : declared) (os : list nat) : list req := flat_map (reqs D) os.

(* ------------------------------------------------------------------ as semantics.md says it *)

(** "Levels carry the partial order of the scales: a < b < c, transitively closed." *)
Inductive at_most (steps : list step) : nat -> nat -> Prop :=
| at_most_refl : forall l, at_most steps l l
| at_most_up : forall l s, In s steps -> at_most steps l (low s) -> at_most steps l (high s)
| at_most_same : forall l s, In s steps -> equal s = true ->
    at_most steps l (high s) -> at_most steps l (low s).

Definition within (T : theory) (l h : nat) : Prop := forgotten T = true \/ at_most (scale (decl T)) l h.

(** "t omfatter s: s ⊑ t. t består av s1…sn: each si ⊑ t. ⊑ is reflexive and transitive." *)
Inductive part_of (D : declared) : nat -> nat -> Prop :=
| part_refl : forall t, part_of D t t
| part_up : forall s t d, In d (tops D) -> (In t (includes d) \/ In t (consists d)) ->
    part_of D s t -> part_of D s (name d).

(** "Cover. A set S of requirements covers (t, l) when, by the least fixpoint of these: (a) … (d)." *)
Inductive Covers (T : theory) (S : list req) : req -> Prop :=
| cover_a : forall t l t' l', In (t', l') S -> part_of (decl T) t t' -> within T l l' ->
    Covers T S (t, l)
| cover_b : forall d l, In d (tops (decl T)) -> consists d <> [] ->
    (forall s, In s (consists d) -> Covers T S (s, l)) -> Covers T S (name d, l)
| cover_c : forall j t us l, In j (judged T) -> In (t, us) (j_clauses j) -> us <> [] ->
    (forall u, In u us -> Covers T S (u, l)) -> Covers T S (t, l)
| cover_d : forall t t' l, Covers T S (t', l) -> part_of (decl T) t t' -> Covers T S (t, l).

(* ------------------------------------------------------------------ as lmrules.kernel computes it *)

(** Levels: the same closure, over clauses with one need each ([lmrules.kernel._level_order]). *)
Definition level_clauses (steps : list step) : list clause :=
  flat_map (fun s => {| head := high s; needs := [low s]; by_kind := Part |}
    :: if equal s then [{| head := low s; needs := [high s]; by_kind := Part |}] else []) steps.

Definition at_most_b (steps : list step) (l h : nat) : bool := follows_b (level_clauses steps) [l] h.

Definition level_within (T : theory) (l h : nat) : bool :=
  forgotten T || (l =? h) || at_most_b (scale (decl T)) l h.

(** [lmrules.kernel.theory_of]: the clauses of the topics, and of the judgements in force. *)
Definition topic_clauses (d : topic) : list clause :=
  map (fun s => {| head := s; needs := [name d]; by_kind := Part |}) (includes d ++ consists d)
  ++ match consists d with [] => [] | ss => [{| head := name d; needs := ss; by_kind := Whole |}] end.

Definition judgement_clauses (j : judgement) : list clause :=
  map (fun c => {| head := fst c; needs := snd c; by_kind := Judged (j_name j) |}) (j_clauses j).

Definition clauses_of (T : theory) : list clause :=
  flat_map topic_clauses (tops (decl T)) ++ flat_map judgement_clauses (judged T).

Definition held_at (T : theory) (S : list req) (l : nat) : list nat :=
  map fst (filter (fun r => level_within T l (snd r)) S).

Definition closure_at (T : theory) (S : list req) (l : nat) : trace :=
  closure (clauses_of T) (held_at T S l).

Definition covers_b (T : theory) (S : list req) (q : req) : bool := known (closure_at T S (snd q)) (fst q).

Definition uncovered (T : theory) (S qs : list req) : list req := filter (fun q => negb (covers_b T S q)) qs.

(* ------------------------------------------------------------------ the two are the same *)

Lemma at_most_trans : forall steps a b c, at_most steps a b -> at_most steps b c -> at_most steps a c.
Proof.
  intros steps a b c AB BC; induction BC; auto; [apply at_most_up | apply at_most_same]; auto.
Qed.

Theorem level_order_correct : forall steps l h, at_most_b steps l h = true <-> at_most steps l h.
Proof.
  intros steps l h. unfold at_most_b. rewrite follows_b_correct. split; intros H.
  - induction H as [t [<- | []] | c I N _ IH]; [constructor|].
    unfold level_clauses in I. apply in_flat_map in I as (s & I & J). destruct J as [<- | J].
    + apply at_most_up; auto. apply IH; simpl; auto.
    + destruct (equal s) eqn:E; [|destruct J]. destruct J as [<- | []].
      apply at_most_same; auto. apply IH; simpl; auto.
  - induction H as [l | l s I _ IH | l s I E _ IH].
    + apply follows_given; left; auto.
    + apply (follows_clause _ _ {| head := high s; needs := [low s]; by_kind := Part |}).
      * apply in_flat_map; exists s; split; auto. left; auto.
      * discriminate.
      * intros n [<- | []]; auto.
    + apply (follows_clause _ _ {| head := low s; needs := [high s]; by_kind := Part |}).
      * apply in_flat_map; exists s; split; auto. rewrite E. right; left; auto.
      * discriminate.
      * intros n [<- | []]; auto.
Qed.

Lemma level_within_correct : forall T l h, level_within T l h = true <-> within T l h.
Proof.
  intros T l h. unfold level_within, within. rewrite !orb_true_iff, level_order_correct, Nat.eqb_eq.
  split; [intros [[F | ->] | A] | intros [F | A]]; auto. right; constructor.
Qed.

Lemma within_refl : forall T l, within T l l.
Proof. intros; right; constructor. Qed.

Lemma within_trans : forall T a b c, within T a b -> within T b c -> within T a c.
Proof. intros T a b c [F | X] [G | Y]; try (left; assumption). right; eapply at_most_trans; eauto. Qed.

Lemma held_at_In : forall T S l t, In t (held_at T S l) <-> exists h, In (t, h) S /\ within T l h.
Proof.
  intros T S l t. unfold held_at. rewrite in_map_iff. split.
  - intros ((u, h) & <- & I). apply filter_In in I as (I & W). apply level_within_correct in W. eauto.
  - intros (h & I & W). exists (t, h); split; auto. apply filter_In; split; auto.
    apply level_within_correct; auto.
Qed.

(** The three kinds of clauses, each with the declaration it comes from. *)
Lemma clauses_of_In : forall T c, In c (clauses_of T) <->
  (exists d s, In d (tops (decl T)) /\ (In s (includes d) \/ In s (consists d))
     /\ c = {| head := s; needs := [name d]; by_kind := Part |})
  \/ (exists d, In d (tops (decl T)) /\ consists d <> []
     /\ c = {| head := name d; needs := consists d; by_kind := Whole |})
  \/ (exists j t us, In j (judged T) /\ In (t, us) (j_clauses j)
     /\ c = {| head := t; needs := us; by_kind := Judged (j_name j) |}).
Proof.
  intros T c. unfold clauses_of. rewrite in_app_iff, !in_flat_map. split.
  - intros [(d & I & J) | (j & I & J)].
    + apply in_app_iff in J as [J | J].
      * apply in_map_iff in J as (s & <- & J). apply in_app_iff in J. left; exists d, s; auto.
      * destruct (consists d) as [|s ss] eqn:E; [destruct J|]. destruct J as [<- | []].
        right; left. exists d; rewrite E; repeat split; auto; discriminate.
    + apply in_map_iff in J as ((t, us) & <- & J). right; right; exists j, t, us; auto.
  - intros [(d & s & I & J & ->) | [(d & I & N & ->) | (j & t & us & I & J & ->)]].
    + left; exists d; split; auto. apply in_app_iff; left.
      apply in_map_iff; exists s; split; auto. apply in_app_iff; auto.
    + left; exists d; split; auto. apply in_app_iff; right. destruct (consists d); [congruence|left; auto].
    + right; exists j; split; auto. apply in_map_iff. exists (t, us); auto.
Qed.

(** Going down by parts is a matter of part clauses. *)
Lemma part_of_follows : forall T G s t, part_of (decl T) s t ->
  follows (clauses_of T) G t -> follows (clauses_of T) G s.
Proof.
  intros T G s t P; induction P as [t | s t d I J P IH]; auto. intros F. apply IH.
  apply (follows_clause _ _ {| head := t; needs := [name d]; by_kind := Part |}).
  - apply clauses_of_In; left; exists d, t; auto.
  - discriminate.
  - intros n [<- | []]; auto.
Qed.

(** [lmrules.kernel.covers] is cover as semantics.md defines it. *)
Theorem covers_follows : forall T S t l,
  Covers T S (t, l) <-> follows (clauses_of T) (held_at T S l) t.
Proof.
  intros T S t l; split.
  - assert (K : forall q, Covers T S q -> follows (clauses_of T) (held_at T S (snd q)) (fst q)).
    { intros q H; induction H as [t' l' u h I P W | d h I N _ IH | j u us h I J N _ IH | u u' h _ IH P];
        simpl in *.
      - eapply part_of_follows; [exact P|]. apply follows_given, held_at_In; eauto.
      - apply (follows_clause _ _ {| head := name d; needs := consists d; by_kind := Whole |}); auto.
        apply clauses_of_In; right; left; exists d; auto.
      - apply (follows_clause _ _ {| head := u; needs := us; by_kind := Judged (j_name j) |}); auto.
        apply clauses_of_In; right; right; exists j, u, us; auto.
      - eapply part_of_follows; eauto. }
    intros H; exact (K (t, l) H).
  - intros F; induction F as [t I | c I N _ IH].
    + apply held_at_In in I as (h & I & W). eapply cover_a; eauto. constructor.
    + apply clauses_of_In in I as [(d & s & I & J & ->) | [(d & I & M & ->) | (j & t & us & I & J & ->)]];
        simpl in *.
      * apply cover_d with (t' := name d); auto. eapply part_up; eauto. constructor.
      * apply cover_b; auto.
      * eapply cover_c; eauto.
Qed.

Theorem covers_correct : forall T S q, covers_b T S q = true <-> Covers T S q.
Proof.
  intros T S (t, l). unfold covers_b, closure_at; simpl.
  rewrite covers_follows, <- closure_correct. apply known_In.
Qed.

Theorem uncovered_correct : forall T S qs,
  uncovered T S qs = [] <-> forall q, In q qs -> Covers T S q.
Proof.
  intros T S qs. unfold uncovered. split.
  - intros E q I. apply covers_correct. destruct (covers_b T S q) eqn:C; auto.
    assert (X : In q []) by (rewrite <- E; apply filter_In; rewrite C; auto). destruct X.
  - intros H. induction qs as [|q qs IH]; simpl; auto.
    assert (C : covers_b T S q = true) by (apply covers_correct, H; left; auto). rewrite C; simpl.
    apply IH. intros x X; apply H; right; auto.
Qed.

(* ------------------------------------------------------------------ what cover does *)

(** More held, or more judged, never covers less. *)
Lemma covers_mono : forall T S S', incl S S' -> forall q, Covers T S q -> Covers T S' q.
Proof.
  intros T S S' I q H; induction H;
    [eapply cover_a | apply cover_b | eapply cover_c | eapply cover_d]; eauto.
Qed.

Lemma covers_mono_judged : forall D J J' f S, incl J J' -> forall q,
  Covers {| decl := D; judged := J; forgotten := f |} S q ->
  Covers {| decl := D; judged := J'; forgotten := f |} S q.
Proof.
  intros D J J' f S I q H; induction H;
    [eapply cover_a | apply cover_b | eapply cover_c | eapply cover_d]; simpl in *; eauto.
Qed.

(** What is held is covered. *)
Lemma covers_held : forall T S q, In q S -> Covers T S q.
Proof. intros T S (t, l) I. eapply cover_a; eauto; [constructor | apply within_refl]. Qed.

(** A requirement covered at a level is covered at every level below it. *)
Lemma covers_down : forall T S q, Covers T S q -> forall l, within T l (snd q) -> Covers T S (fst q, l).
Proof.
  intros T S q H; induction H; simpl in *; intros m W;
    [eapply cover_a | apply cover_b | eapply cover_c | eapply cover_d]; eauto using within_trans.
Qed.

(** What is covered by what is covered, is covered: the heart of the argument. *)
Theorem covers_trans : forall T S S', (forall s, In s S' -> Covers T S s) ->
  forall q, Covers T S' q -> Covers T S q.
Proof.
  intros T S S' K q H; induction H as [t l t' l' I P W | d l I N _ IH | j t us l I J N _ IH | t t' l _ IH P];
    [|apply cover_b | eapply cover_c | eapply cover_d]; eauto.
  apply cover_d with (t' := t'); auto. exact (covers_down T S (t', l') (K _ I) l W).
Qed.

(** "All four keep the level: nothing raises it." *)
Theorem covers_level : forall T S q, Covers T S q -> exists s, In s S /\ within T (snd q) (snd s).
Proof.
  intros T S q H; induction H as [t l t' l' I P W | d l I N _ IH | j t us l I J N _ IH | t t' l _ IH P];
    simpl in *; eauto.
  - destruct (consists d) as [|s ss]; [congruence|]. apply (IH s); left; auto.
  - destruct us as [|u us]; [congruence|]. apply (IH u); left; auto.
Qed.
