(** The programs of the other files as OCaml: an oracle to run the Python kernel against (oracle_main.ml).

    nat becomes int, and bool, list, option and pairs become OCaml's own: that translation is trusted. *)
From LMRules Require Import Lists Cover Theory Rules Check Relations Chain Audit.
Require Import ExtrOcamlBasic ExtrOcamlNatInt.

Extraction Language OCaml.
Extraction "oracle.ml" covers_b level_within counterexample minimal_sets verify proved_to_grant granted_b
  run counts_by_day carries_by_day accepts.
