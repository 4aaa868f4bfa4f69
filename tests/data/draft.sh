# What the transcripts of rules draft from tables: draft CODE YIELD INDICATION POINTS 'LINE; LINE'

draft() {
	code=$1 yield=$2 for=$3 points=$4 lines=$5
	set -- --yield "$yield" --session "$yield" --keeps '24 h'
	[ -z "$for" ] || set -- "$@" --indication "$for"
	[ -z "$points" ] || set -- "$@" --points "$points"
	while [ -n "$lines" ]; do
		set -- "$@" --line "${lines%%;*}"
		case $lines in *\;*) lines=${lines#*;} lines=${lines# } ;; *) lines= ;; esac
	done
	pistor recipe draft "$code" "$code" "$@" >/dev/null
}
