# A client that can do nothing but `echo`, broken in one way: `sh client.sh FAULT`.
# FAULT is a function below; it runs before the answer to each request but hello and stop, and may give that answer itself
# and return 0. It knows $id, $case, $op and $bytes. Without FAULT the client is right.

fault=${1:-right}
name='{"name":"fake","version":"1","language":"sh"}'
ops='["echo"]'
seen=0
more=

answer() { printf '{"id":%s,%s}\n' "$id" "$1"; }
echoed() { answer '"ok":{"bytes":"'"$bytes"'"}'; }
is_case() { [ "$case" = "echo/$1" ]; }

right() { return 1; }

# Ends and silences.
sleeps_at_n30() { is_case n30 && exec sleep 1000; }
sleeps_at_every_case() { [ -n "$case" ] && exec sleep 1000; }
dies_at_n50() { is_case n50 && { echo "no such key: slot 7" >&2; exit 7; }; }
dies_at_every_case() { [ -n "$case" ] && exit 7; }
dies_after_20() { seen=$((seen + 1)); [ "$seen" -gt 20 ] && exit 7; }
killed_at_n50() { is_case n50 && kill -9 $$; }
half_a_line_at_n50() { is_case n50 && { printf '{"id":%s,"ok"' "$id"; exit 0; }; }
closes_stdout_at_n50() { is_case n50 && { exec >&-; exec sleep 1000; }; }
dies_in_the_self_test() { exit 7; }
sleeps_in_the_self_test() { exec sleep 1000; }

# Lines that are no answers.
garbage() { is_case n50 && head -c 200 /dev/urandom && echo; }
logs() { is_case n50 && echo "INFO key store opened"; return 1; }
blank_lines() { is_case n50 && echo; return 1; }
endless_line() { is_case n50 && yes | tr -d '\n'; }
floods() { is_case n50 && yes; }
wrong_id() { is_case n50 && { id=4711; echoed; }; }
twice() { is_case n50 && echoed; return 1; }
# Its own buffer is never full, and nothing goes out before it is.
no_flush() { [ -n "$case" ]; }
unknown_field() { is_case n50 && answer '"ok":{"bytes":"'"$bytes"'"},"debug":true'; }
unknown_field_in_ok() { is_case n50 && answer '"ok":{"bytes":"'"$bytes"'","debug":true}'; }
missing_field() { is_case n50 && answer '"ok":{}'; }
unknown_class() { is_case n50 && answer '"reject":"wrong_pin"'; }
two_kinds() { is_case n50 && answer '"ok":{"bytes":"'"$bytes"'"},"unsupported":"no"'; }
upper_case_hex() { bytes=$(printf %s "$bytes" | tr a-f A-F); echoed; }
upper_case_hex_at_n50() { is_case n50 && upper_case_hex; }

# Answers to everything but the point.
accepts_all() { echoed; }
rejects_all() { answer '"reject":"encoding"'; }
constant() { answer '"ok":{"bytes":"00"}'; }
mangles_bytes() { bytes=$(printf %s "$bytes" | sed s/ff/fe/g); return 1; }
supports_nothing() { answer '"unsupported":"not yet"'; }
has_every_operation() { [ "$op" = pinproof.probe ] && answer '"ok":{}'; }
accepts_the_cases() { [ -n "$case" ] && echoed; }
rejects_the_cases() { [ -n "$case" ] && answer '"reject":"encoding"'; }
wrong_value_at_n50() { is_case n50 && { bytes=00; echoed; }; }
wrong_class() { is_case odd && answer '"reject":"message"'; }
unsupported_at_n50() { is_case n50 && answer '"unsupported":"not yet"'; }
error_at_n50() { is_case n50 && answer '"error":"the key file could not be opened"'; }
wrong_value_and_error() { is_case n10 && { bytes=00; echoed; return; }; error_at_n50; }

# Faults in hello.
lies_on_capabilities() { return 1; }
claims_nothing() { return 1; }
hello_refused() { return 1; }
hello_of_version_2() { return 1; }
hello_with_escapes() { return 1; }

# Right, if not in the plainest way.
noisy_stderr() { [ -n "$case" ] && head -c 100000 /dev/zero >&2; return 1; }
ignores_stop() { return 1; }
in_pairs() {
  [ -n "$case" ] || return 1
  if [ -z "$held" ] && ! is_case odd; then held="$id $bytes"; return 0; fi
  echoed_or_refused
  if [ -n "$held" ]; then id=${held% *} bytes=${held#* }; echoed; held=; fi
}

echoed_or_refused() {
  case $bytes in
    *[!0-9a-f]*) answer '"reject":"encoding"' ;;
    *) if [ $((${#bytes} % 2)) = 0 ]; then echoed; else answer '"reject":"encoding"'; fi ;;
  esac
}

hello() {
  protocol=1
  case $fault in
    claims_nothing) ops='[]' ;;
    lies_on_capabilities)
      ops='["echo","tzpk.check_value","pin_block.encode"]'
      more=',"formats":["iso0","iso1"],"fill":["given","free"],"keys":["tdes2"],"check_values":["tdes"]' ;;
    hello_of_version_2) protocol=2 ;;
    hello_refused) answer '"reject":"message"'; return ;;
    hello_with_escapes) name='{"name":"\u001b[2Jevil\nclient","version":"1\u0007"}' ;;
  esac
  answer '"ok":{"client":'"$name"',"protocol":'$protocol',"capabilities":{"ops":'"$ops$more"'}}'
}

field() { # The text of field $1 of the request, empty where there is none.
  case $line in *'"'"$1"'":"'*) rest=${line#*'"'"$1"'":"'}; echo "${rest%%'"'*}" ;; esac
}

while IFS= read -r line; do
  id=${line#*'"id":'} id=${id%%[,\}]*}
  op=$(field op) case=$(field case) bytes=$(field bytes)
  case $op in
    hello) hello ;;
    stop) [ "$fault" = ignores_stop ] && exec sleep 1000; answer '"ok":{}'; exit 0 ;;
    *) "$fault" || case $op in
         echo) echoed_or_refused ;;
         *) answer '"unsupported":"no such operation"' ;;
       esac ;;
  esac
done
