(** Finite sets of numbers as lists: what the other files need of them, and nothing about rules.

    Topics, levels and objectives are natural numbers here and strings in Python; nothing but equality is
    ever asked of them. *)
Require Import List Bool Arith Lia.
Import ListNotations.

Definition mem (t : nat) (l : list nat) : bool := existsb (Nat.eqb t) l.

Lemma mem_In : forall t l, mem t l = true <-> In t l.
Proof.
  intros t l; unfold mem; rewrite existsb_exists; split.
  - intros (x & I & E); apply Nat.eqb_eq in E; subst; auto.
  - intros I; exists t; split; auto; apply Nat.eqb_refl.
Qed.

Lemma mem_not_In : forall t l, mem t l = false <-> ~ In t l.
Proof. intros; rewrite <- mem_In; destruct (mem t l); split; congruence. Qed.

Definition subset (a b : list nat) : bool := forallb (fun t => mem t b) a.

Lemma subset_incl : forall a b, subset a b = true <-> incl a b.
Proof.
  intros a b; unfold subset, incl; rewrite forallb_forall.
  split; intros H t I; [apply mem_In | apply mem_In]; auto.
Qed.

Definition is_nil {A} (l : list A) : bool := match l with [] => true | _ => false end.

Lemma is_nil_true : forall A (l : list A), is_nil l = true <-> l = [].
Proof. intros A [|x l]; simpl; split; congruence. Qed.

Lemma is_nil_false : forall A (l : list A), is_nil l = false <-> l <> [].
Proof. intros A [|x l]; simpl; split; congruence. Qed.

Lemma filter_le : forall A (p q : A -> bool) l,
  (forall x, In x l -> p x = true -> q x = true) -> length (filter p l) <= length (filter q l).
Proof.
  intros A p q l; induction l as [|x l IH]; simpl; auto. intros H.
  assert (K : length (filter p l) <= length (filter q l)) by (apply IH; auto).
  destruct (p x) eqn:P; [rewrite (H x (or_introl eq_refl) P); simpl; lia|]. destruct (q x); simpl; lia.
Qed.

Lemma filter_lt : forall A (p q : A -> bool) l x,
  (forall y, In y l -> p y = true -> q y = true) -> In x l -> p x = false -> q x = true ->
  length (filter p l) < length (filter q l).
Proof.
  intros A p q l x; induction l as [|y l IH]; simpl; [tauto|]. intros H [-> | I] P Q.
  - rewrite P, Q; simpl.
    assert (K : length (filter p l) <= length (filter q l)) by (apply filter_le; auto). lia.
  - assert (K : length (filter p l) < length (filter q l)) by (apply IH; auto).
    destruct (p y) eqn:E; [rewrite (H y (or_introl eq_refl) E); simpl; lia|]. destruct (q y); simpl; lia.
Qed.

Lemma filter_length_le : forall A (p : A -> bool) l, length (filter p l) <= length l.
Proof. intros A p l; induction l as [|x l IH]; simpl; auto. destruct (p x); simpl; lia. Qed.

(** Every sublist that keeps the order: the persons that can be made from the objectives of a rule. *)
Fixpoint sublists {A} (l : list A) : list (list A) :=
  match l with
  | [] => [[]]
  | x :: l' => map (cons x) (sublists l') ++ sublists l'
  end.

Lemma sublists_length : forall A (l : list A), length (sublists l) = 2 ^ length l.
Proof. intros A l; induction l as [|x l IH]; simpl; auto. rewrite app_length, map_length, IH; lia. Qed.

Lemma filter_sublists : forall A (p : A -> bool) l, In (filter p l) (sublists l).
Proof.
  intros A p l; induction l as [|x l IH]; simpl; auto.
  apply in_or_app. destruct (p x); [left; apply in_map; auto | right; auto].
Qed.

Lemma sublists_filter : forall A (p : A -> bool) l s, In s (sublists l) -> In (filter p s) (sublists l).
Proof.
  intros A p l; induction l as [|x l IH]; simpl; intros s I.
  - destruct I as [<- | []]; simpl; auto.
  - apply in_app_or in I as [I | I].
    + apply in_map_iff in I as (s' & <- & I). simpl. apply in_or_app.
      destruct (p x); [left; apply in_map | right]; auto.
    + apply in_or_app; right; auto.
Qed.

Lemma sublists_incl : forall A (l s : list A), In s (sublists l) -> incl s l.
Proof.
  intros A l; induction l as [|x l IH]; simpl; intros s I.
  - destruct I as [<- | []]; apply incl_refl.
  - apply in_app_or in I as [I | I].
    + apply in_map_iff in I as (s' & <- & I). intros y [-> | J]; [left | right]; auto. apply (IH s'); auto.
    + intros y J; right; apply (IH s); auto.
Qed.

Lemma sublists_self : forall A (l : list A), In l (sublists l).
Proof. intros A l; induction l as [|x l IH]; simpl; auto. apply in_or_app; left; apply in_map; auto. Qed.

Definition list_eqb (a b : list nat) : bool := if list_eq_dec Nat.eq_dec a b then true else false.

Lemma list_eqb_eq : forall a b, list_eqb a b = true <-> a = b.
Proof. intros a b; unfold list_eqb; destruct (list_eq_dec Nat.eq_dec a b); split; congruence. Qed.

Definition seen_in (p : list nat) (seen : list (list nat)) : bool := existsb (list_eqb p) seen.

Lemma seen_in_In : forall p seen, seen_in p seen = true <-> In p seen.
Proof.
  intros p seen; unfold seen_in; rewrite existsb_exists; split.
  - intros (x & I & E); apply list_eqb_eq in E; subst; auto.
  - intros I; exists p; split; auto; apply list_eqb_eq; auto.
Qed.

(** What holds of everything holds of each in a list: for induction over trees whose branches are lists. *)
Definition of_each {A} (P : A -> Prop) (all : forall x, P x) : forall l x, In x l -> P x :=
  fix each l := match l return forall x, In x l -> P x with
    | [] => fun x I => match I with end
    | y :: l' => fun x I => match I with
        | or_introl E => eq_ind y P (all y) x E
        | or_intror J => each l' x J
        end
    end.
