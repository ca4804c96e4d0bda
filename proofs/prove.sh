#!/bin/sh
# Check the proofs, and run lmrules against the program that is extracted from them.
#
#   proofs/prove.sh PYTHON [CASES]
#
# PYTHON has lmrules and its development tools; CASES (3000) is how many generated rulebooks are compared.
# What is missing of Coq and OCaml is installed from Debian, where that may be done.
set -eu

python=$1
cases=${2:-3000}
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
built=$root/build/proofs

say() { printf '\n=== %s ===\n' "$*"; }
fail() { printf 'prove: %s\n' "$*" >&2; exit 1; }

missing() {
  for program in coqc coqchk ocamlopt; do
    command -v "$program" >/dev/null 2>&1 || printf '%s ' "$program"
  done
}

if [ -n "$(missing)" ]; then
  say "Installing coq and ocaml-nox (missing: $(missing))"
  if ! command -v apt-get >/dev/null 2>&1; then
    fail "there is no apt-get here: install Coq 8.16 or newer and OCaml 4.13 or newer yourself"
  fi
  if [ "$(id -u)" = 0 ]; then sudo=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then sudo="sudo -n"
  else fail "not allowed to install packages; ask someone who is: apt-get install coq ocaml-nox"
  fi
  $sudo apt-get update
  $sudo apt-get install -y --no-install-recommends coq ocaml-nox
  [ -z "$(missing)" ] || fail "still missing after installing: $(missing)"
fi

mkdir -p "$built"
cp "$here"/*.v "$here"/oracle_main.ml "$built"
cd "$built"
files=$(grep '\.v$' "$here/_CoqProject")

say "Nothing is assumed"
if grep -nwE 'Admitted|admit|Axiom|Axioms|Parameter|Parameters|Conjecture|Abort|bypass_check' $files; then
  fail "a proof is left out, or something is assumed"
fi
echo "no Admitted, admit, Axiom, Parameter or Conjecture in: $(echo $files)"

say "coqc $(coqc --print-version), each warning an error"
: > assumptions.txt
for file in $files; do
  echo "coqc $file"
  if [ "$file" = Soundness.v ]; then coqc -w +default -Q . LMRules "$file" > assumptions.txt
  else coqc -w +default -Q . LMRules "$file"
  fi
done

say "What each theorem assumes"
grep '^Print Assumptions' Soundness.v | sed 's/^Print Assumptions //; s/\.$//' > theorems.txt
paste theorems.txt assumptions.txt | expand -t 42
asked=$(wc -l < theorems.txt)
closed=$(grep -cx 'Closed under the global context' assumptions.txt || true)
[ "$asked" -gt 0 ] && [ "$asked" = "$closed" ] && [ "$(wc -l < assumptions.txt)" = "$asked" ] \
  || fail "$closed of $asked theorems are closed under the global context"

say "coqchk: the compiled proofs, checked again by the small checker"
coqchk -silent -o -Q . LMRules LMRules.Soundness > checked.txt 2>&1 || { cat checked.txt; fail "coqchk"; }
cat checked.txt
grep -q 'Axioms: <none>' checked.txt || fail "coqchk finds axioms"

say "The extracted program against lmrules"
ocamlopt oracle.mli oracle.ml oracle_main.ml -o oracle
cd "$root"
"$python" tools/compare_with_coq.py "$built/oracle" "$cases"
