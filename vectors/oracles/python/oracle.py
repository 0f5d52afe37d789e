#!/usr/bin/env python3
"""Recomputes every expected value of the vectors without any code of pinproof.

usage: python3 oracle.py [--deep] VECTORS_DIRECTORY
       --deep: recompute the long cases too, a million inputs each
exit:  0 every case agrees, 1 some do not, 2 the input cannot be used or a package is missing
"""

import base64
import json
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path

try:
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    import accumulate
    import blocks
    import der
    import keys
    import plastics
    import policy
    import psec_engine
    import rsa_oaep
except ImportError as missing:
    print(f"{missing}; run: pip install -r {Path(__file__).with_name('requirements.txt')}", file=sys.stderr)
    sys.exit(2)

from outcome import OPENS, NotMine, Refused

# What the rules say: op -> judge(request, steps, lenient).
JUDGES = {
    "tzpk.unwrap": rsa_oaep.judge_unwrap,
    "tzpk.check_value": keys.judge_check_value,
    "pin_block.encode": blocks.judge_encode,
    "pin_block.decode": blocks.judge_decode,
    "pin_block.encrypt": blocks.judge_encrypt,
    "pin_block.decrypt": blocks.judge_decrypt,
    "pin.check": policy.judge_pin,
    "public_key.check": rsa_oaep.judge_public_key,
    "plastic.choose": plastics.judge_choice,
    "accumulate": accumulate.judge,
}

# What each engine says on its own: name -> op -> engine(request). py-written is the judge itself unless named here.
ENGINES = {
    "py-cryptography": {
        "tzpk.unwrap": rsa_oaep.library_unwrap,
        "tzpk.check_value": keys.library_check_value,
        "pin_block.encrypt": blocks.library_encrypt,
        "pin_block.decrypt": blocks.library_decrypt,
        "accumulate": accumulate.library,
        "public_key.check": rsa_oaep.library_public_key,
    },
    "py-psec": {
        "pin_block.encode": psec_engine.encode,
        "pin_block.decode": psec_engine.decode,
        "pin_block.encrypt": psec_engine.encrypt,
        "pin_block.decrypt": psec_engine.decrypt,
    },
    "py-written": {op: lambda request, judge=judge: judge(request, {}) for op, judge in JUDGES.items()}
    | {"tzpk.check_value": keys.written_check_value},
}
PACKAGES = {"py-cryptography": "cryptography", "py-psec": "psec"}
RULES_ONLY = ("encoding", "key_weak", "message")


class Unusable(Exception):
    """A file that is not a vector file."""


def show(value):
    return "an output that only the client knows" if value is OPENS else json.dumps(value, ensure_ascii=True)


def once(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("an object has the same name twice")
    return dict(pairs)


def verdict_faults(case, judge, request, steps):
    """Compares the case with what the rules say; also returns the answers that an engine may give."""
    try:
        strict, reject = judge(request, steps, False), None
    except Refused as refusal:
        strict, reject = None, str(refusal)
    verdict = case["verdict"]
    if verdict == "reject":
        if reject is None:
            return [f"the rules accept it: {show(strict)}"], []
        wrong = [f"class is {case.get('class')}, the rules say {reject}"] if case.get("class") != reject else []
        return wrong + (["a reject has no output"] if "output" in case else []), [reject]
    if verdict == "accept":
        if reject is not None:
            return [f"the rules refuse it: {reject}"], []
        wrong = ["an accept has no class"] if "class" in case else []
        return wrong + output_faults(case, strict), [strict]
    # either: the class is what a strict client says, the output what a lenient one does.
    if reject is None:
        return ["the rules accept it plainly, so `either` has nothing to allow"], []
    wrong = [f"class is {case.get('class')}, a strict client says {reject}"] if case.get("class") != reject else []
    try:
        steps.clear()
        lenient = judge(request, steps, True)
    except Refused as refusal:
        return wrong + [f"even the lenient form refuses it: {refusal}"], []
    return wrong + output_faults(case, lenient), [reject, lenient]


def output_faults(case, output):
    """Exact comparison, except that an unwrapped key may come with or without its check value."""
    if (case.get("judge") == "opens") != (output is OPENS):
        return ["judge `opens` and a fill left to the client go together"]
    if output is OPENS:
        return ["an output cannot be named when the fill is free"] if "output" in case else []
    given = case.get("output")
    if given is None:
        return ["the output is missing"]
    optional = {"check_value"} if "tzpk" in given else set()
    if set(given) | optional != set(output) | optional:
        return [f"the output has the fields {sorted(given)}, expected {sorted(output)}"]
    return [f"{name} is {show(value)}, recomputed {show(output.get(name))}" for name, value in given.items() if output.get(name) != value]


def engine_faults(name, op, request, allowed):
    """Runs one engine. Its answer must be one of the allowed ones: an output, or the class of a refusal."""
    engine = ENGINES[name].get(op)
    if engine is None:
        return [f"{name} has nothing to say about {op}"]
    if name in PACKAGES and allowed[0] in RULES_ONLY:
        return [f"`agreed` names {name}, but {allowed[0]} is a rule of the protocol that no package knows"]
    try:
        answer = engine(request)
    except NotMine as why:
        return [f"`agreed` names {name}, but {why}"]
    except Refused as refusal:
        # For another reason is not agreement: it would hide that the engine takes what it should refuse.
        return [] if set(refusal.args) & {a for a in allowed if isinstance(a, str)} else [f"{name} refuses it: {refusal}"]
    return [] if answer in allowed else [f"{name} gives {show(answer)}"]


def step_faults(case, steps):
    faults = []
    for name, value in case.get("steps", {}).items():
        if name not in steps:
            faults.append(f"step {name} cannot be recomputed for this case")
        elif steps[name] != value:
            faults.append(f"step {name} is {show(value)}, recomputed {show(steps[name])}")
    return faults


def generate_faults(case):
    """key.generate: nothing to recompute, only that the case asks for something that can be judged."""
    if case["verdict"] == "accept":
        return [] if case.get("judge") == "key_pair" else ["only the judge key_pair fits a fresh key"]
    return [] if case.get("class") in ("key_invalid", "message") else ["a size that is not offered is key_invalid or message"]


def script_faults(case):
    """session.open: keys and blocks are made while it is played, so nothing to recompute, only that it begins as a script does."""
    steps = case.get("script") or [{}]
    return [] if "open" in steps[0].get("do", {}) and case["agreed"] == [] else ["no script that opens a session"]


def case_faults(op, group, case, engines):
    shared, given = group.get("shared", {}), case.get("input", {})
    if op == "key.generate":
        return generate_faults(case)
    if op == "session.open":
        return script_faults(case)
    faults = [f"{name} is both shared and input" for name in shared.keys() & given.keys()]
    request = shared | given | ({"key": {"pkcs8": group["key"]["pkcs8"]}} if "key" in group else {})
    steps = {}
    wrong, allowed = verdict_faults(case, JUDGES[op], request, steps)
    faults += wrong + step_faults(case, steps)
    mine = [name for name in case["agreed"] if name.startswith("py-")]
    if not mine:
        faults.append("`agreed` names no engine of this oracle")
    for name in mine:
        if name not in ENGINES:
            faults.append(f"{name} is no engine of this oracle")
            continue
        engines[name] += 1
        # Without an agreed expectation there is nothing that an engine could agree with.
        faults += engine_faults(name, op, request, allowed) if allowed else []
    return faults


def key_faults(group):
    """PKCS#8, PEM and JWK of a group must be one key, and its numbers must fit together."""
    key = group.get("key")
    if key is None:
        return []
    numbers = der.read_pkcs8(bytes.fromhex(key["pkcs8"]))
    faults = []
    body = "".join(line for line in key["pem"].splitlines() if not line.startswith("-"))
    if base64.b64decode(body, validate=True).hex() != key["pkcs8"]:
        faults.append("PEM and PKCS#8 differ")
    load_pem_private_key(key["pem"].encode(), password=None)
    for name, number in numbers.items():
        text = key["jwk"][name]
        if int.from_bytes(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)), "big") != number:
            faults.append(f"JWK {name} and PKCS#8 differ")
    n, e, d, p, q = (numbers[name] for name in ("n", "e", "d", "p", "q"))
    fits = (n, numbers["dp"], numbers["dq"], numbers["qi"] * q % p) == (p * q, d % (p - 1), d % (q - 1), 1)
    if not fits or key["jwk"].get("kty") != "RSA" or any(e * d % (prime - 1) != 1 for prime in (p, q)):
        faults.append("the numbers of the key do not fit together")
    return faults


def header_faults(document, cases):
    faults = []
    if document["count"] != len(cases):
        faults.append(f"count is {document['count']}, the file has {len(cases)} cases")
    faults += [f"id {name} is used {times} times" for name, times in Counter(case["id"] for case in cases).items() if times > 1]
    for name in sorted({name for case in cases for name in case["agreed"]}):
        if name not in document["oracles"]:
            faults.append(f"`agreed` names {name}, the header does not")
        elif name in PACKAGES and document["oracles"][name]["version"] != version(PACKAGES[name]):
            faults.append(f"{name} runs in version {version(PACKAGES[name])}, the header says {document['oracles'][name]['version']}")
    return faults


def check_file(path, deep):
    """(ids of the cases, engine counts, faults as (id, reason))."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=once)
        op, groups = document["op"], document["groups"]
        cases = [case for group in groups for case in group["cases"]]
        faults = [("(file)", reason) for reason in header_faults(document, cases)]
        if op not in ("key.generate", "session.open") and op not in JUDGES:
            raise Unusable(f"unknown op {op}")
        engines = Counter()
        if not deep:
            for group in groups:
                group["cases"] = [case for case in group["cases"] if not case.get("deep")]
            cases = [case for group in groups for case in group["cases"]]
        for group in groups:
            faults += [(f"(group {group['id']})", reason) for reason in key_faults(group)]
            for case in group["cases"]:
                try:
                    faults += [(case["id"], reason) for reason in case_faults(op, group, case, engines)]
                except (KeyError, TypeError, ValueError) as broken:
                    faults.append((case["id"], f"not a request of {op}: {broken!r}"))
    except (OSError, ValueError, KeyError, TypeError, AttributeError, Refused) as broken:
        raise Unusable(f"{path.name}: {broken!r}") from broken
    return [case["id"] for case in cases], engines, faults


# JSON files that stand beside the vectors and are none.
BESIDE = {"kill_matrix.json", "requirements.json"}


def main(arguments):
    deep = arguments[:1] == ["--deep"]
    folders = arguments[1:] if deep else arguments
    files = sorted(Path(folders[0]).glob("*.json")) if len(folders) == 1 else []
    files = [path for path in files if path.name not in BESIDE]
    if not files:
        print("usage: oracle.py [--deep] VECTORS_DIRECTORY (with *.json in it)", file=sys.stderr)
        return 2
    agree = disagree = 0
    for path in files:
        try:
            ids, engines, faults = check_file(path, deep)
        except Unusable as unusable:
            print(unusable, file=sys.stderr)
            return 2
        used = ", ".join(f"{name}: {count}" for name, count in sorted(engines.items()))
        print(f"{path.name}: {len(ids)} cases, engines {{{used}}}")
        for name, reason in faults:
            print(f"  {path.stem}/{name}: {reason}")
        # A fault of the file or of a group counts as one more disagreement.
        wrong = {name for name, _ in faults}
        agree, disagree = agree + sum(name not in wrong for name in ids), disagree + len(wrong)
    print(f"python oracle: {agree} cases agree, {disagree} disagree")
    return 1 if disagree else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
