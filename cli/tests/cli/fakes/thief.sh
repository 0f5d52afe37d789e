# A client that has the expected answers in a folder, a file for each case, and computes nothing: `sh thief.sh FOLDER`.
# FOLDER/hello is its hello; a file holds what stands in an answer behind the id. What has no name it refuses, but for key pairs,
# of which it has two.

folder=$1
pairs=0

answer() { printf '{"id":%s,%s}\n' "$id" "$1"; }

while IFS= read -r line; do
  id=${line#*'"id":'} id=${id%%[,\}]*}
  case=${line#*'"case":"'} case=${case%%'"'*}
  case $line in
    *'"op":"hello"'*) read -r body <"$folder/hello"; answer "$body" ;;
    *'"op":"stop"'*) answer '"ok":{}'; exit 0 ;;
    *'"case":"'*)
      if [ -r "$folder/$case" ]; then read -r body <"$folder/$case"; answer "$body"; else answer '"reject":"unwrap_failed"'; fi ;;
    *'"op":"echo"'*)
      bytes=${line#*'"bytes":"'} bytes=${bytes%%'"'*}
      case $bytes in *[!0-9a-f]*) answer '"reject":"encoding"' ;; *) answer '"ok":{"bytes":"'"$bytes"'"}' ;; esac ;;
    *'"op":"key.generate"'*)
      read -r body <"$folder/pair-$((pairs % 2))"; pairs=$((pairs + 1)); answer "$body" ;;
    *'"op":"pinproof.probe"'*) answer '"unsupported":"no such operation"' ;;
    *) answer '"reject":"unwrap_failed"' ;;
  esac
done
