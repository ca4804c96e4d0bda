(* Reads cases, one a line, as nested lists of numbers (tests/oracle_cases.py says what stands where), and
   writes what the programs extracted from the Coq files say of each:

     ["cover bits", "statuses of the rules", [objectives granted], "verdicts on the proofs"]

   Everything that decides is in oracle.ml, made by Coq; here is reading, asking and printing. *)

open Oracle

type value = Number of int | List of value list

exception Malformed of string

let parse line =
  let n = String.length line in
  let rec value i =
    if i >= n then raise (Malformed "end of line")
    else if line.[i] = '[' then items (i + 1) []
    else begin
      let j = ref i in
      while !j < n && (line.[!j] = '-' || (line.[!j] >= '0' && line.[!j] <= '9')) do incr j done;
      if !j = i then raise (Malformed (Printf.sprintf "character %d" i));
      (Number (int_of_string (String.sub line i (!j - i))), !j)
    end
  and items i found =
    if i >= n then raise (Malformed "end of line")
    else match line.[i] with
      | ']' -> (List (List.rev found), i + 1)
      | ',' | ' ' -> items (i + 1) found
      | _ -> let v, j = value i in items j (v :: found)
  in
  fst (value 0)

let number = function Number n -> n | List _ -> raise (Malformed "a number is wanted")
let list = function List l -> l | Number _ -> raise (Malformed "a list is wanted")
let numbers v = List.map number (list v)
let flag v = number v = 1

(* ---------------------------------------------------------------- from numbers *)

let step_of v = match numbers v with
  | [low; high; equal] -> { low; high; equal = equal = 1 }
  | _ -> raise (Malformed "a step of a scale")

let topic_of v = match list v with
  | [t; includes; consists] -> { name = number t; includes = numbers includes; consists = numbers consists }
  | _ -> raise (Malformed "a topic")

let pair_of v = match numbers v with [a; b] -> (a, b) | _ -> raise (Malformed "a pair")

let clause_of v = match list v with
  | [t; us] -> (number t, numbers us)
  | _ -> raise (Malformed "a clause")

let judgement_of v = match list v with
  | [name; clauses] -> { j_name = number name; j_clauses = List.map clause_of (list clauses) }
  | _ -> raise (Malformed "a judgement")

let rec expr_of = function
  | Number o -> Atom o
  | List (Number 1 :: parts) -> AllOf (List.map expr_of parts)
  | List (Number 2 :: parts) -> AnyOf (List.map expr_of parts)
  | List (Number 3 :: Number k :: parts) -> AtLeast (k, List.map expr_of parts)
  | List _ -> raise (Malformed "an expression")

let relation_of = function
  | 0 -> Ge | 1 -> Le | 2 -> Eq | 3 -> Gt | 4 -> Lt | 5 -> Meet | 6 -> Apart
  | _ -> raise (Malformed "a relation")

let aspect_of = function
  | 0 -> None | 1 -> Some Content | 2 -> Some Complexity
  | _ -> raise (Malformed "an aspect")

let claim_of v = let r, a = pair_of v in { rel = relation_of r; side = aspect_of a }

let rule_of v = match list v with
  | [name; e; o; claims; draft] ->
      { r_name = number name; old = expr_of e; new0 = number o;
        claims = List.map claim_of (list claims); draft = flag draft }
  | _ -> raise (Malformed "a rule")

let transition_of v = match list v with
  | [name; a; b; day; judgements; rules] ->
      { t_name = number name; t_old = number a; t_new = number b; t_day = number day;
        t_judged = List.map judgement_of (list judgements); t_rules = List.map rule_of (list rules) }
  | _ -> raise (Malformed "a transition")

let rec cover_step_of v = match list v with
  | [Number 0; t; l; o; u; m] -> StepA (number t, number l, number o, number u, number m)
  | [Number 1; t; l; parts] -> StepB (number t, number l, List.map cover_step_of (list parts))
  | [Number 2; t; l; j; parts] -> StepC (number t, number l, number j, List.map cover_step_of (list parts))
  | [Number 3; t; l; parts] -> StepD (number t, number l, List.map cover_step_of (list parts))
  | _ -> raise (Malformed "a step of cover")

let rec proof_of = function
  | Number o -> ByApproval o
  | List [t; r; o; uses; steps] ->
      ByRule (number t, number r, number o, List.map proof_of (list uses), List.map cover_step_of (list steps))
  | List _ -> raise (Malformed "a proof")

(* ---------------------------------------------------------------- answers *)

let limit = 5000 (* lmrules.kernel.SEARCH_LIMIT *)
let own = 20     (* the first topic that is an objective's own name *)
let upto n = List.init n (fun i -> i)

let answer line =
  match List.map list (list (parse line)) with
  | [counts; scale; topics; objectives; transitions; rows; proofs] ->
      let table = Array.of_list (List.map (fun o -> match list o with
        | [s; rs] -> (number s, List.map pair_of (list rs))
        | _ -> raise (Malformed "an objective")) objectives) in
      let known o = o >= 0 && o < Array.length table in
      let set_of o = if known o then fst table.(o) else -1 in
      let reqs o = if known o then snd table.(o) else [] in
      let n_topics, n_levels = pair_of (List counts) in
      let d = { scale = List.map step_of scale; tops = List.map topic_of topics; reqs } in
      let ts = List.map transition_of transitions in
      let rows = List.map pair_of rows in
      let theory t = { decl = d; judged = t.t_judged; forgotten = false } in
      let bit b = if b then "1" else "0" in
      let asked = upto n_topics @ List.init (Array.length table) (fun o -> own + o) in
      let covers = List.concat_map (fun t ->
        let held = List.concat_map (fun (o, _) -> if set_of o = t.t_old then reqs o else []) rows in
        List.concat_map (fun topic ->
          List.map (fun level -> bit (covers_b (theory t) held (topic, level))) (upto n_levels)) asked) ts in
      let verdicts = List.concat_map (fun t -> List.map (fun r ->
        match verify limit (theory t) r with
        | Proved -> "0" | Refuted -> "1" | NotAnalysed -> "2" | TooLargeToProve -> "3") t.t_rules) ts in
      let counts = counts_by_day set_of rows in
      (* Whoever has an approval of the objective itself is not granted it. *)
      let granted = run d limit counts carries_by_day ts []
        |> List.concat_map snd
        |> List.filter (fun o -> not (List.mem_assoc o rows))
        |> List.sort_uniq Stdlib.compare in
      let audits = List.map (fun p -> match list p with
        | [o; proof] -> bit (accepts d limit counts carries_by_day ts set_of (number o) (proof_of proof))
        | _ -> raise (Malformed "a proof and its objective")) proofs in
      Printf.printf "[\"%s\",\"%s\",[%s],\"%s\"]\n" (String.concat "" covers) (String.concat "" verdicts)
        (String.concat "," (List.map string_of_int granted)) (String.concat "" audits)
  | _ -> raise (Malformed "a case")

let () =
  try while true do answer (input_line stdin) done with
  | End_of_file -> ()
  | Malformed what -> prerr_endline ("not a case: " ^ what); exit 2
