(** Relations and verdicts: [lmrules.kernel.compare], [Sides.hold], [_refutation] and [verify]
    (semantics.md, "Relations"). *)
Require Import List Bool Arith Lia.
Import ListNotations.
From LMRules Require Import Lists Cover Theory Rules Check.

(* ------------------------------------------------------------------ as semantics.md says it *)

(** "E ≥ n: old(E) covers n"; in content with levels forgotten; in complexity "every requirement of the new
    that is covered in content is covered at [its level]". *)
Definition at_least (T : theory) (big small : list req) (a : option aspect) : Prop :=
  match a with
  | None => forall q, In q small -> Covers T big q
  | Some Content => forall q, In q small -> Covers (content T) big q
  | Some Complexity => forall q, In q small -> Covers (content T) big q -> Covers T big q
  end.

(** "Some requirement of one is covered in content by the other." *)
Definition shares (T : theory) (x y : list req) : Prop :=
  (exists q, In q y /\ Covers (content T) x q) \/ (exists q, In q x /\ Covers (content T) y q).

Definition Relates (T : theory) (x y : list req) (a : option aspect) (r : relation) : Prop :=
  match r with
  | Ge => at_least T x y a
  | Le => at_least T y x a
  | Eq => at_least T x y a /\ at_least T y x a
  | Gt => at_least T x y a /\ ~ at_least T y x a
  | Lt => at_least T y x a /\ ~ at_least T x y a
  | Meet => shares T x y /\ ~ at_least T x y a /\ ~ at_least T y x a
  | Apart => ~ shares T x y
  end.

(** "One relation must hold for every minimal satisfying set." *)
Definition claim_holds (T : theory) (r : rule) (c : claim) : Prop :=
  forall M, minimal (old r) M ->
    Relates T (of_objectives (decl T) M) (reqs (decl T) (new r)) (side c) (rel c).

(* ------------------------------------------------------------------ as lmrules.kernel computes it *)

Record sides := { s_covers : bool; s_covered : bool; s_meet : bool }.

Definition req_eqb (a b : req) : bool := (fst a =? fst b) && (snd a =? snd b).
Definition req_subset (a b : list req) : bool := forallb (fun q => existsb (req_eqb q) b) a.

Definition compare (T : theory) (x y : list req) (a : option aspect) : sides :=
  let missing_new := uncovered (content T) x y in
  let missing_old := uncovered (content T) y x in
  let meet := (length missing_new <? length y) || (length missing_old <? length x) in
  match a with
  | Some Content => {| s_covers := is_nil missing_new; s_covered := is_nil missing_old; s_meet := meet |}
  | None => {| s_covers := is_nil (uncovered T x y); s_covered := is_nil (uncovered T y x);
               s_meet := meet |}
  | Some Complexity => {| s_covers := req_subset (uncovered T x y) missing_new;
                          s_covered := req_subset (uncovered T y x) missing_old; s_meet := meet |}
  end.

Definition hold (s : sides) (r : relation) : bool :=
  match r with
  | Ge => s_covers s
  | Le => s_covered s
  | Eq => s_covers s && s_covered s
  | Gt => s_covers s && negb (s_covered s)
  | Lt => s_covered s && negb (s_covers s)
  | Meet => s_meet s && negb (s_covers s) && negb (s_covered s)
  | Apart => negb (s_meet s)
  end.

(** The minimal satisfying sets, one by one.  (The kernel finds the same ones faster.) *)
Definition minimal_b (e : expr) (M : list nat) : bool :=
  satisfied M e && forallb (fun o => negb (satisfied (remove Nat.eq_dec o M) e)) M.
Definition minimal_sets (e : expr) : list (list nat) := filter (minimal_b e) (sublists (atoms e)).

Definition granting (r : relation) : bool := match r with Ge | Eq | Gt => true | _ => false end.
Definition of_content (a : option aspect) : bool := match a with Some Content => true | _ => false end.
Definition of_complexity (a : option aspect) : bool := match a with Some Complexity => true | _ => false end.
Definition of_both (a : option aspect) : bool := match a with None => true | _ => false end.

Definition by_sets (T : theory) (r : rule) (c : claim) : answer :=
  match find (fun M => negb (hold (compare T (of_objectives (decl T) M) (reqs (decl T) (new r)) (side c))
                               (rel c))) (minimal_sets (old r)) with
  | None => Clean
  | Some M => Found M
  end.

Definition refutation (limit : nat) (T : theory) (r : rule) (c : claim) : answer :=
  let seen := if of_content (side c) then content T else T in
  let wanted := reqs (decl T) (new r) in
  if granting (rel c) && negb (of_complexity (side c)) then
    match counterexample limit seen (old r) wanted with
    | Clean =>
        let inside := filter (fun o => is_nil (uncovered seen wanted (reqs (decl T) o))) (atoms (old r)) in
        match rel c with
        | Ge => Clean
        | Gt => if satisfied inside (old r) then by_sets T r c else Clean
        | _ => if length inside =? length (atoms (old r)) then Clean else by_sets T r c
        end
    | other => other
    end
  else by_sets T r c.

(** [lmrules.model.Rule.may_grant]. *)
Definition may_grant (r : rule) : bool :=
  (existsb (fun c => of_both (side c)) (claims r)
   || existsb (fun c => of_content (side c)) (claims r) && existsb (fun c => of_complexity (side c)) (claims r))
  && negb (draft r) && forallb (fun c => granting (rel c)) (claims r).

(** "The second key is the whole of ≥, however the claim is put." *)
Definition to_check (r : rule) : list claim :=
  if may_grant r && forallb (fun c => negb (of_both (side c))) (claims r)
  then {| rel := Ge; side := None |} :: claims r else claims r.

Inductive status := Proved | Refuted | NotAnalysed | TooLargeToProve.

Fixpoint verdict (limit : nat) (T : theory) (r : rule) (cs : list claim) : status :=
  match cs with
  | [] => Proved
  | c :: rest =>
      match refutation limit T r c with
      | Clean => verdict limit T r rest
      | Found _ => Refuted
      | TooLarge => TooLargeToProve
      end
  end.

Definition analysed (T : theory) (r : rule) : bool :=
  forallb (fun o => negb (is_nil (reqs (decl T) o))) (new r :: atoms (old r)).

Definition verify (limit : nat) (T : theory) (r : rule) : status :=
  if analysed T r then verdict limit T r (to_check r) else NotAnalysed.

Definition proved_to_grant (limit : nat) (T : theory) (r : rule) : bool :=
  may_grant r && match verify limit T r with Proved => true | _ => false end.

(* ------------------------------------------------------------------ the two are the same *)

Lemma req_eqb_eq : forall a b, req_eqb a b = true <-> a = b.
Proof.
  intros (t, l) (u, m); unfold req_eqb; simpl. rewrite andb_true_iff, !Nat.eqb_eq. split.
  - intros (-> & ->); auto.
  - intros E; injection E; auto.
Qed.

Lemma req_in : forall q l, existsb (req_eqb q) l = true <-> In q l.
Proof.
  intros q l; rewrite existsb_exists; split.
  - intros (x & I & E); apply req_eqb_eq in E; subst; auto.
  - intros I; exists q; split; auto; apply req_eqb_eq; auto.
Qed.

Lemma uncovered_In : forall T S qs q, In q (uncovered T S qs) <-> In q qs /\ ~ Covers T S q.
Proof.
  intros T S qs q. unfold uncovered. rewrite filter_In, negb_true_iff, <- covers_correct.
  destruct (covers_b T S q); split; intuition congruence.
Qed.

Lemma uncovered_nil : forall T S qs,
  is_nil (uncovered T S qs) = true <-> forall q, In q qs -> Covers T S q.
Proof. intros; rewrite is_nil_true; apply uncovered_correct. Qed.

Lemma complexity_subset : forall T x y,
  req_subset (uncovered T x y) (uncovered (content T) x y) = true <-> at_least T x y (Some Complexity).
Proof.
  intros T x y. unfold req_subset; simpl. rewrite forallb_forall. split.
  - intros H q I C. apply covers_correct. destruct (covers_b T x q) eqn:B; auto. exfalso.
    assert (U : In q (uncovered T x y)).
    { apply uncovered_In; split; auto. rewrite <- covers_correct; congruence. }
    apply H, req_in, uncovered_In in U. tauto.
  - intros H q I. apply req_in, uncovered_In. apply uncovered_In in I as (I & N). split; auto.
Qed.

Lemma uncovered_shorter : forall T x y,
  (length (uncovered T x y) <? length y) = true <-> exists q, In q y /\ Covers T x q.
Proof.
  intros T x y. rewrite Nat.ltb_lt. unfold uncovered. split.
  - intros L. induction y as [|q y IH]; simpl in L; [lia|].
    destruct (covers_b T x q) eqn:C; simpl in L.
    + exists q; split; [left; auto | apply covers_correct; auto].
    + destruct IH as (r & I & H); [lia|]. exists r; split; auto. right; auto.
  - intros (q & I & C). apply covers_correct in C.
    assert (L : length (filter (fun q => negb (covers_b T x q)) y) < length (filter (fun _ => true) y)).
    { apply filter_lt with (x := q); auto. rewrite C; auto. }
    eapply Nat.lt_le_trans; [exact L | apply filter_length_le].
Qed.

(** [Sides.hold] of [compare] says what the relations are defined to be. *)
Theorem compare_correct : forall T x y a r, hold (compare T x y a) r = true <-> Relates T x y a r.
Proof.
  intros T x y a r.
  assert (G : s_covers (compare T x y a) = true <-> at_least T x y a).
  { destruct a as [[|]|]; simpl; [apply uncovered_nil | apply complexity_subset | apply uncovered_nil]. }
  assert (L : s_covered (compare T x y a) = true <-> at_least T y x a).
  { destruct a as [[|]|]; simpl; [apply uncovered_nil | apply complexity_subset | apply uncovered_nil]. }
  assert (M : s_meet (compare T x y a) = true <-> shares T x y).
  { assert (E : s_meet (compare T x y a) = (length (uncovered (content T) x y) <? length y)
                 || (length (uncovered (content T) y x) <? length x)) by (destruct a as [[|]|]; auto).
    rewrite E, orb_true_iff, !uncovered_shorter. unfold shares; tauto. }
  destruct r; simpl; rewrite ?andb_true_iff, ?negb_true_iff, <- ?not_true_iff_false, ?G, ?L, ?M; tauto.
Qed.

Lemma minimal_b_correct : forall e M, minimal_b e M = true <-> minimal e M.
Proof.
  intros e M. unfold minimal_b, minimal. rewrite andb_true_iff, forallb_forall. split; intros (H & K); split; auto.
  - intros S I J o O. destruct (in_dec Nat.eq_dec o S) as [Y | N]; auto. exfalso.
    specialize (K o O). apply negb_true_iff in K.
    rewrite (satisfied_mono e S) in K; auto; [discriminate|].
    intros x X. apply in_in_remove; auto. congruence.
  - intros o O. apply negb_true_iff. destruct (satisfied (remove Nat.eq_dec o M) e) eqn:E; auto. exfalso.
    assert (X : incl M (remove Nat.eq_dec o M)).
    { apply K; auto. intros x Y; apply in_remove in Y; tauto. }
    exact (remove_In Nat.eq_dec M o (X o O)).
Qed.

Lemma minimal_ext : forall e M N, incl M N -> incl N M -> minimal e M -> minimal e N.
Proof.
  intros e M N I J (H & K). split; [eapply satisfied_mono; eauto|].
  intros S X Y. apply incl_tran with M; auto. apply K; auto. eapply incl_tran; eauto.
Qed.

Lemma at_least_ext : forall T x x' y y' a, incl x x' -> incl x' x -> incl y y' -> incl y' y ->
  at_least T x y a -> at_least T x' y' a.
Proof.
  intros T x x' y y' [[|]|] I J K L H q Q; simpl in H.
  - apply covers_mono with (S := x); auto.
  - intros C. apply covers_mono with (S := x); auto. apply H; auto. apply covers_mono with (S := x'); auto.
  - apply covers_mono with (S := x); auto.
Qed.

Lemma shares_ext : forall T x x' y, incl x x' -> incl x' x -> shares T x y -> shares T x' y.
Proof.
  intros T x x' y I J [(q & K & C) | (q & K & C)]; [left | right]; exists q; split; auto.
  apply covers_mono with (S := x); auto.
Qed.

Lemma relates_ext : forall T x x' y a r, incl x x' -> incl x' x -> Relates T x y a r -> Relates T x' y a r.
Proof.
  intros T x x' y a r I J.
  assert (A : at_least T x y a <-> at_least T x' y a)
    by (split; apply at_least_ext; auto using incl_refl).
  assert (B : at_least T y x a <-> at_least T y x' a)
    by (split; apply at_least_ext; auto using incl_refl).
  assert (C : shares T x y <-> shares T x' y) by (split; apply shares_ext; auto).
  destruct r; simpl; tauto.
Qed.

(** Every minimal satisfying set is among those enumerated, as a set. *)
Lemma minimal_sets_complete : forall e M, minimal e M ->
  exists N, In N (minimal_sets e) /\ incl M N /\ incl N M.
Proof.
  intros e M H. exists (filter (fun o => mem o M) (atoms e)).
  assert (I : incl M (filter (fun o => mem o M) (atoms e))).
  { intros o O. apply filter_In; split; [apply (minimal_atoms e M H); auto | apply mem_In; auto]. }
  assert (J : incl (filter (fun o => mem o M) (atoms e)) M).
  { intros o O. apply filter_In in O. apply mem_In; tauto. }
  repeat split; auto. apply filter_In; split; [apply filter_sublists|].
  apply minimal_b_correct. eapply minimal_ext; eauto.
Qed.

Lemma by_sets_clean : forall T r c, by_sets T r c = Clean <-> claim_holds T r c.
Proof.
  intros T r c. unfold by_sets. destruct (find _ _) as [M|] eqn:F; split; try discriminate; auto.
  - intros H. apply find_some in F as (I & N). apply negb_true_iff in N.
    apply filter_In in I as (_ & I). apply minimal_b_correct in I.
    assert (R := H M I). apply compare_correct in R. congruence.
  - intros _ M I. destruct (minimal_sets_complete _ _ I) as (N & J & K & L).
    assert (X := find_none _ _ F N J). apply negb_false_iff, compare_correct in X.
    eapply relates_ext; [| |exact X]; apply of_objectives_incl; auto.
Qed.

Lemma by_sets_not_large : forall T r c, by_sets T r c <> TooLarge.
Proof. intros; unfold by_sets; destruct (find _ _); discriminate. Qed.

(** For a granting claim that is not of complexity alone, ≥ is soundness. *)
Lemma at_least_sound : forall T r a, of_complexity a = false ->
  (sound_for (if of_content a then content T else T) (old r) (reqs (decl T) (new r)) <->
   claim_holds T r {| rel := Ge; side := a |}).
Proof.
  intros T r a H. rewrite minimal_sets_suffice. unfold claim_holds; simpl.
  destruct a as [[|]|]; simpl in *; [tauto | discriminate | tauto].
Qed.

Lemma granting_at_least : forall T r c, granting (rel c) = true -> claim_holds T r c ->
  claim_holds T r {| rel := Ge; side := side c |}.
Proof.
  intros T r (k, a) G H M I. specialize (H M I). destruct k; simpl in *; try discriminate; tauto.
Qed.

Lemma refutation_decides : forall limit T r c,
  (refutation limit T r c = Clean -> claim_holds T r c)
  /\ (forall p, refutation limit T r c = Found p -> ~ claim_holds T r c)
  /\ (2 ^ length (atoms (old r)) <= limit -> refutation limit T r c <> TooLarge).
Proof.
  intros limit T r c. unfold refutation.
  assert (S : (by_sets T r c = Clean -> claim_holds T r c)
    /\ (forall p, by_sets T r c = Found p -> ~ claim_holds T r c)
    /\ (2 ^ length (atoms (old r)) <= limit -> by_sets T r c <> TooLarge)).
  { repeat split; [apply by_sets_clean | | intros _; apply by_sets_not_large].
    intros p E H. apply by_sets_clean in H. congruence. }
  destruct (granting (rel c) && negb (of_complexity (side c))) eqn:B; [|exact S].
  apply andb_true_iff in B as (G & K). apply negb_true_iff in K.
  set (seen := if of_content (side c) then content T else T).
  assert (A := at_least_sound T r (side c) K). fold seen in A.
  assert (D : decl seen = decl T) by (unfold seen; destruct (of_content (side c)); auto).
  destruct (counterexample limit seen (old r) (reqs (decl T) (new r))) as [|p|] eqn:E.
  - apply counterexample_clean in E. apply A in E.
    destruct c as (k, a); simpl in *. destruct k; simpl in G; try discriminate.
    + repeat split; auto; discriminate.
    + destruct (length _ =? length _) eqn:L; [|exact S].
      split; [|split; discriminate]. intros _ M I. simpl.
      split; [apply (E M I)|].
      assert (X : forall o, In o (atoms (old r)) ->
        is_nil (uncovered seen (reqs (decl T) (new r)) (reqs (decl T) o)) = true).
      { apply Nat.eqb_eq in L. clear - L. intros o O.
        destruct (is_nil (uncovered seen (reqs (decl T) (new r)) (reqs (decl T) o))) eqn:N; auto. exfalso.
        enough (length (filter (fun o => is_nil (uncovered seen (reqs (decl T) (new r)) (reqs (decl T) o)))
                  (atoms (old r))) < length (filter (fun _ => true) (atoms (old r)))).
        { assert (Z := filter_length_le _ (fun _ : nat => true) (atoms (old r))). lia. }
        apply filter_lt with (x := o); auto. }
      assert (Y : forall q, In q (of_objectives (decl T) M) -> Covers seen (reqs (decl T) (new r)) q).
      { intros q Q. apply in_flat_map in Q as (o & O & Q).
        apply (minimal_atoms _ _ I), X in O. rewrite uncovered_nil in O. auto. }
      unfold seen in Y. destruct a as [[|]|]; simpl in *; auto; discriminate.
    + destruct (satisfied _ (old r)) eqn:L; [exact S|].
      split; [|split; discriminate]. intros _ M I. simpl.
      split; [apply (E M I)|]. intros H.
      rewrite (satisfied_mono (old r) M) in L; [discriminate | | apply I].
      intros o O. apply filter_In; split; [apply (minimal_atoms _ _ I); auto|].
      apply uncovered_nil. intros q Q.
      assert (J : In q (of_objectives (decl T) M)) by (apply in_flat_map; eauto).
      unfold seen. destruct a as [[|]|]; simpl in *; auto; discriminate.
  - repeat split; try discriminate. intros p' _ H.
    apply granting_at_least in H; auto. apply A in H.
    apply counterexample_found in E as (q & I & X & N). rewrite D in N. apply N.
    assert (Y := H p X q I). rewrite D in Y. exact Y.
  - repeat split; try discriminate. intros L. destruct (counterexample_ends _ _ _ _ L E).
Qed.

(** A verdict is never wrong, whatever the limit … *)
Theorem verify_sound : forall limit T r, verify limit T r = Proved ->
  forall c, In c (to_check r) -> claim_holds T r c.
Proof.
  intros limit T r. unfold verify. destruct (analysed T r); [|discriminate].
  induction (to_check r) as [|c cs IH]; simpl; [tauto|].
  destruct (refutation_decides limit T r c) as (C & _).
  destruct (refutation limit T r c); try discriminate. intros V d [<- | I]; auto.
Qed.

Theorem verify_refutes : forall limit T r, verify limit T r = Refuted ->
  exists c, In c (to_check r) /\ ~ claim_holds T r c.
Proof.
  intros limit T r. unfold verify. destruct (analysed T r); [|discriminate].
  induction (to_check r) as [|c cs IH]; simpl; [discriminate|].
  destruct (refutation_decides limit T r c) as (_ & F & _).
  destruct (refutation limit T r c) as [|p|]; try discriminate.
  - intros V. destruct (IH V) as (d & I & N). exists d; auto.
  - intros _. exists c; split; auto. eapply F; auto.
Qed.

(** … and where there is room for every person, there is always one. *)
Theorem verify_exact : forall limit T r, 2 ^ length (atoms (old r)) <= limit ->
  (verify limit T r = Proved <->
   analysed T r = true /\ forall c, In c (to_check r) -> claim_holds T r c).
Proof.
  intros limit T r L; split.
  - intros V; split; [|apply (verify_sound limit); auto]. unfold verify in V. destruct (analysed T r); congruence.
  - intros (A & H). unfold verify. rewrite A. induction (to_check r) as [|c cs IH]; simpl; auto.
    destruct (refutation_decides limit T r c) as (_ & F & E).
    destruct (refutation limit T r c) as [|p|] eqn:X.
    + apply IH; intros d I; apply H; right; auto.
    + exfalso. apply (F p eq_refl), H; left; auto.
    + exfalso. apply E; auto.
Qed.

(** The second key: a rule that the kernel lets grant is sound, whatever the limit. *)
Theorem proved_rule_sound : forall limit T r, proved_to_grant limit T r = true -> locally_sound T r.
Proof.
  intros limit T r P. unfold proved_to_grant in P. apply andb_true_iff in P as (M & V).
  destruct (verify limit T r) eqn:E; try discriminate.
  assert (X : exists c, In c (to_check r) /\ granting (rel c) = true /\ side c = None).
  { unfold to_check. rewrite M; simpl. destruct (forallb (fun c => negb (of_both (side c))) (claims r)) eqn:F.
    - exists {| rel := Ge; side := None |}; split; [left; auto | split; auto].
    - unfold may_grant in M. apply andb_true_iff in M as (_ & G). rewrite forallb_forall in G.
      assert (Y : existsb (fun c => of_both (side c)) (claims r) = true).
      { clear - F. induction (claims r) as [|c cs IH]; simpl in *; [discriminate|].
        destruct (of_both (side c)); simpl in *; auto. }
      apply existsb_exists in Y as (c & I & B). exists c; repeat split; auto.
      destruct (side c); [discriminate | auto]. }
  destruct X as (c & I & G & N). apply (at_least_sound T r None); auto.
  rewrite <- N. apply granting_at_least; auto. apply (verify_sound limit); auto.
Qed.

(** And for a plain ≥, nothing else is asked: the kernel's check is local soundness. *)
Theorem plain_rule_exact : forall limit T r, 2 ^ length (atoms (old r)) <= limit ->
  claims r = [{| rel := Ge; side := None |}] -> draft r = false -> analysed T r = true ->
  (proved_to_grant limit T r = true <-> locally_sound T r).
Proof.
  intros limit T r L C D A; split; [apply proved_rule_sound|]. intros H.
  unfold proved_to_grant. assert (M : may_grant r = true) by (unfold may_grant; rewrite C, D; auto).
  rewrite M; simpl. enough (V : verify limit T r = Proved) by (rewrite V; auto).
  apply verify_exact; auto. split; auto. intros c I. unfold to_check in I. rewrite C, M in I; simpl in I.
  destruct I as [<- | []]. apply (at_least_sound T r None); auto.
Qed.
