#!/bin/sh
# The drift guard for Git hooks: the same judgement as `planex guard`, without Node. ARCHITECTURE.md says what a sentinel
# is; src/guard/ is the same in TypeScript, and a test holds the two equal.
#
#   guard.sh [--plans <folder>]... index                   HEAD against the index (GIT_INDEX_FILE counts)
#   guard.sh [--plans <folder>]... pair <before> <after>   one commit or tree against another
#
# Exit status: 0 nothing is lost, 1 findings (printed), 2 it could not run. Reads only. Needs git and any awk.
LC_ALL=C
export LC_ALL
# They would change how much of a file a diff shows, and what the names of folders mean.
unset GIT_DIFF_OPTS GIT_LITERAL_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_GLOB_PATHSPECS GIT_ICASE_PATHSPECS IFS

refuse() {
  printf '%s\n' "planex guard: $1" '  with PLANEX=0 in the environment the hooks leave it out' >&2
  exit 2
}

# The folders go to the end of "$@", behind what is asked for.
asked=0 folders=0 mode='' before='' after=''
while [ $# -gt 0 ] && [ "$1" != -- ]; do
  case $1 in
    --plans)
      [ $# -gt 1 ] || refuse '--plans wants a folder'
      [ $folders -gt 0 ] || set -- "$@" --
      plans=$2 folders=1
      shift 2
      case $plans in
        . | '') set -- "$@" ':(top)' ;;
        *) set -- "$@" ":(top,literal)$plans" ;;
      esac
      continue
      ;;
    -*) refuse "unknown option $1" ;;
  esac
  asked=$((asked + 1))
  case $asked in
    1) mode=$1 ;;
    2) before=$1 ;;
    3) after=$1 ;;
    *) refuse "too much: $1" ;;
  esac
  shift
done
[ $folders -gt 0 ] || set -- -- ':(top,literal)docs/plans'

case $mode$asked in
  index1) ;;
  pair3)
    # A branch that is made or deleted has nothing to be compared with.
    case $before in *[!0]*) ;; *) exit 0 ;; esac
    case $after in *[!0]*) ;; *) exit 0 ;; esac
    ;;
  *) refuse 'usage: guard.sh [--plans <folder>]... index | pair <before> <after>' ;;
esac

# One diff that shows both versions of every changed plan whole, whatever the settings and attributes say.
compare() {
  git --no-optional-locks -c core.quotePath=false -c diff.suppressBlankEmpty=false "$@"
  echo "planex-guard: git $?"
}
FORM='-p -U1000000000 --text --no-renames --no-ext-diff --no-textconv --no-color --no-relative --src-prefix=a/ --dst-prefix=b/'

# Commits that are being merged. Git names them in a file, or before it writes that file in the environment.
merged=''
if [ "$mode" = index ]; then
  if [ -n "${GIT_DIR-}" ]; then
    heads=$GIT_DIR/MERGE_HEAD
  elif [ -d .git ]; then
    heads=.git/MERGE_HEAD
  else
    heads=$(git rev-parse --git-path MERGE_HEAD) || exit 2
  fi
  if [ -f "$heads" ]; then
    while read -r head; do merged="$merged $head"; done <"$heads"
  else
    case ${GIT_REFLOG_ACTION-} in
      merge* | pull*) merged=$(env | sed -n 's/^GITHEAD_\([0-9a-f]*\)=.*/\1/p') ;;
    esac
  fi
fi

# What the branches that are merged bring of their own must not be lost either.
compare_merged() {
  for head in $merged; do
    base=$(git merge-base HEAD "$head") || base=$(git hash-object -t tree /dev/null)
    echo 'planex-guard: gained'
    compare diff-tree -r $FORM "$base" "$head" "$@"
    echo 'planex-guard: merged'
    compare diff-index --cached $FORM "$head" "$@"
  done
}

produce() {
  if [ "$mode" = pair ]; then
    compare diff-tree -r $FORM "$before" "$after" "$@"
  else
    compare diff-index --cached $FORM HEAD "$@"
    [ -z "$merged" ] || compare_merged "$@"
  fi
  [ -z "$between" ] || compare_between "$@"
  echo 'planex-guard: end'
}

# A plan may be retired in one commit and deleted in the next: then neither end of the way has the entry.
compare_between() {
  echo 'planex-guard: between'
  git rev-list $between -- | compare diff-tree --stdin --no-commit-id -r $FORM "$@"
}

judge() {
  # Nothing changed, the usual case: no awk is started.
  IFS= read -r line || return 2
  case $line in
    'planex-guard: git 0')
      [ -n "$merged" ] || { IFS= read -r line && return 0; }
      ;;
    'planex-guard: git '*) return 2 ;;
  esac
  awk -v cut="$cut" '
# What one version of a plan says: text[i] its lines, marker[i] those with a marker, and its blocks: paragraphs, list
# items, rows of tables and headings. A block is from[b] to to[b]; in_log[b] when a Decision Log holds it.
function read_version(line, n,    i, t, u, end, level, open) {
  blocks = 0; level = 0; open = 0
  split("", from); split("", to); split("", in_log); split("", marked); split("", marker); split("", endless)
  for (i = 1; i <= n; i++) text[i] = strip(line[i], i)
  for (i = 1; i <= n; i++) {
    t = text[i]
    u = t
    if (u ~ /^[-+*0-9]/) while (match(u, /^([-+*]|[0-9]+[.)])[ \t]+/)) u = substr(u, RLENGTH + 1)
    if (u ~ /^(```|~~~)/) {
      end = find_fence_end(u, i, n)
      if (end) { i = end; open = 0; continue }
    }
    if (t == "") { open = 0; continue }
    if (t ~ /^#+([ \t]|$)/ && t !~ /^#######/) {
      match(t, /^#+/)
      if (RLENGTH <= level) level = 0
      if (!level && tolower(t) ~ /decision log/) level = RLENGTH
      open = start_block(i, level, 0)
    } else if (t ~ /^\|/) open = start_block(i, level, 0)
    else if (!open || t ~ /^([-+*]|[0-9]+[.)])([ \t]|$)/) open = start_block(i, level, 1)
    to[blocks] = i
    if (t ~ /\*\*[Ll]/ && tolower(t) ~ /\*\*load-bearing/) { marker[i] = 1; marked[blocks] = 1 }
  }
}

function strip(t, i,    at) {
  if (cut != "" && (at = index(t, cut))) t = substr(t, 1, at - 1)
  sub(/\r$/, "", t)
  if (i == 1) sub(/^\357\273\277/, "", t)
  if (t ~ /^[ \t\r\v\f>]/) sub(/^[ \t\r\v\f]*(>[ \t\r\v\f]*)*/, "", t)
  return t
}

# The line that closes a fence; 0 when none does, and then it hides nothing.
function find_fence_end(u, i, n,    c, k, j, t) {
  c = substr(u, 1, 1)
  k = measure_run(u, c)
  if (c == "`" && index(substr(u, k + 1), "`")) return 0
  if (c in endless && k >= endless[c]) return 0
  for (j = i + 1; j <= n; j++) {
    t = text[j]
    if (substr(t, 1, 3) != c c c) continue
    if (c == "`" ? t !~ /^`+[ \t\r\v\f]*$/ : t !~ /^~+[ \t\r\v\f]*$/) continue
    if (measure_run(t, c) >= k) return j
  }
  endless[c] = k
  return 0
}

# How often the character c stands at the beginning. To awk a pattern that is chosen, like `x ? /a/ : /b/`, is a comparison.
function measure_run(t, c) {
  if (c == "`") match(t, /^`+/)
  else match(t, /^~+/)
  return RLENGTH
}

function start_block(i, level, goes_on) {
  blocks++
  from[blocks] = i; in_log[blocks] = level > 0
  return goes_on
}

# Finds the spans of block b: span[s], first[s] and last[s] its lines, lead[s] the text before it from the
# last backtick on; returns how many.
function find_spans(b,    i, all, parts, p, n, r, q, len, m, s, at, lost, body, run, piece, at_line) {
  all = text[from[b]]
  for (i = from[b] + 1; i <= to[b]; i++) all = all "\n" text[i]
  if (!index(all, "`")) return 0
  # piece[r] is the text after the run r of backticks, which is run[r] long; at_line[r] is where that run stands.
  # With a text instead of a pattern some awks also split at line ends.
  n = split(all, parts, /`/)
  m = 0; piece[0] = parts[1]; at = from[b] + count_ends(parts[1])
  for (p = 2; p <= n; p++) {
    if (p == 2 || parts[p - 1] != "") { m++; run[m] = 0; at_line[m] = at }
    run[m]++
    piece[m] = parts[p]
    at += count_ends(parts[p])
  }
  s = 0
  for (r = 1; r < m; r++) {
    len = run[r]
    if (len in lost || is_escaped(piece[r - 1])) continue
    for (q = r + 1; q <= m; q++) if (run[q] == len) break
    if (q > m) { lost[len] = 1; continue }
    body = piece[r]
    for (i = r + 1; i < q; i++) body = body repeat_tick(run[i]) piece[i]
    body = fold(body)
    if (body != "" && body != " ") {
      sub(/^ /, "", body); sub(/ $/, "", body)
      s++; span[s] = body; first[s] = at_line[r]; last[s] = at_line[q]; lead[s] = (r > 1 ? "`" : "") piece[r - 1]
    }
    r = q
  }
  return s
}

function count_ends(t) { return index(t, "\n") ? gsub(/\n/, "\n", t) : 0 }
function repeat_tick(k,    t) { t = ""; while (k-- > 0) t = t "`"; return t }
function fold(t) { gsub(/[ \t\r\n\v\f]+/, " ", t); return t }
function is_escaped(t) { return match(t, /\\+$/) ? RLENGTH % 2 : 0 }

# True when the words before a span, from the beginning of its block or from a label on, are those of an entry that lets it
# go: "Decision: Retire the sentinel `X`", "2026-11-21: retired `X`". What merely speaks of it has more words.
function retires(t) {
  if (t !~ /[Rr][Ee][Tt][Ii][Rr][Ee]/) return 0
  gsub(/[*_]/, "", t)
  gsub(/\342\200(\223|\224)/, "-", t)
  return tolower(fold(t)) ~ /(^|[:|])(\[[ x]\]|[-0-9 .,\/()+])*retire[sd]?:?( the)?( sentinel)?:? ?$/
}

function is_near(s,    i) {
  for (i = first[s] - 1; i <= last[s] + 1; i++) if (i in marker) return 1
  return 0
}

function is_reached(b) {
  if (b in marked) return 1
  if ((b - 1) in marked && to[b - 1] + 1 == from[b]) return 1
  return (b + 1) in marked && to[b] + 1 == from[b + 1]
}

# Files every span of a version: where it stands, whether a marker reaches it, whether it is retired.
function file_spans(stands, reached, retired,    b, s, n, near) {
  for (b = 1; b <= blocks; b++) {
    n = find_spans(b)
    if (!n) continue
    near = is_reached(b)
    for (s = 1; s <= n; s++) {
      if (!(span[s] in stands)) stands[span[s]] = first[s]
      if (near) reached[span[s]] = 1
      if (in_log[b] && retires(lead[s])) retired[span[s]] = 1
    }
  }
}

# Lists the sentinels of a version in names[1..], each once; line_of says where.
function list_sentinels(names, line_of,    b, s, n, had) {
  for (b = 1; b <= blocks; b++) {
    if (!is_reached(b)) continue
    n = find_spans(b)
    for (s = 1; s <= n; s++) if (is_near(s) && !(span[s] in line_of)) { line_of[span[s]] = first[s]; names[++had] = span[s] }
  }
  return had + 0
}

function end_file(    i) {
  if (path != "" && !special) {
    if (section == "gained") end_gained()
    else if (section == "between") end_between()
    else if (old_hint) end_compared()
    else if (new_hint || !has_old) {
      # Matters only when a sentinel is lost elsewhere: it may have come here.
      kept++
      kept_path[kept] = path; kept_fresh[kept] = !has_old; kept_in[kept] = diffs; kept_size[kept] = news
      for (i = 1; i <= news; i++) kept_line[kept, i] = new[i]
    }
  }
  path = ""; olds = 0; news = 0; old_hint = 0; new_hint = 0; has_old = 0; has_new = 0; special = 0
}

function end_gained(    s, stands, reached, retired, had, before) {
  if (!new_hint) return
  if (old_hint) { read_version(old, olds); file_spans(stands, before, retired) }
  read_version(new, news)
  file_spans(stands, reached, retired)
  for (s in reached) if (!(s in before)) gained[path, s] = 1
}

function end_between(    i, s, stands, reached, retired) {
  if (!has_old) created[path] = 1
  for (i = 1; i <= news; i++) if (tolower(new[i]) ~ /retire/) break
  if (i > news) return
  read_version(new, news)
  file_spans(stands, reached, retired)
  for (s in retired) between[s, path] = 1
}

# True when a version that was committed in between lets go of what is lost: one of the same plan, or of a new one.
function is_let_go_between(i,    p) {
  if ((lost_span[i], lost_path[i]) in between) return 1
  if (lost_plan[i]) for (p in created) if ((lost_span[i], p) in between) return 1
  return 0
}

function end_compared(    i, s, n, names, line_of, stands, reached, retired, was, had) {
  read_version(old, olds)
  n = list_sentinels(names, line_of)
  file_spans(stands, had, retired)
  split("", stands)
  read_version(new, news)
  file_spans(stands, reached, retired)
  for (s in reached) if (!(s in had)) moved[diffs, s] = 1
  for (i = 1; i <= n; i++) {
    s = names[i]
    if (s in reached || s in retired || (path, s) in lost_once) continue
    if (section == "merged" && !((path, s) in gained)) continue
    lost_once[path, s] = 1
    losses++
    lost_path[losses] = path; lost_span[losses] = s; lost_line[losses] = line_of[s]; lost_in[losses] = diffs
    lost_plan[losses] = !has_new
    if (s in stands) lost_place[losses] = path ":" stands[s]
  }
}

function read_kept(    k, i, s, stands, reached, retired) {
  for (k = 1; k <= kept; k++) {
    split("", stands); split("", reached); split("", retired); split("", new)
    for (i = 1; i <= kept_size[k]; i++) new[i] = kept_line[k, i]
    read_version(new, kept_size[k])
    file_spans(stands, reached, retired)
    for (s in reached) moved[kept_in[k], s] = 1
    if (!kept_fresh[k]) continue
    for (s in retired) let_go[kept_in[k], s] = 1
    for (s in stands) if (!((kept_in[k], s) in came)) came[kept_in[k], s] = kept_path[k] ":" stands[s]
  }
}

function report(    i, s, k, n, say) {
  if (losses) read_kept()
  for (i = 1; i <= losses; i++) {
    s = lost_span[i]; k = lost_in[i]
    if ((k, s) in moved || (lost_plan[i] && (k, s) in let_go) || is_let_go_between(i)) continue
    if (lost_plan[i] && (k, s) in came) lost_place[i] = came[k, s]
    if (lost_place[i] != "") say = "marker-lost: `" s "` still stands at " lost_place[i] ", but no longer beside a **load-bearing marker"
    else say = "sentinel-vanished: `" s "` is gone" (lost_plan[i] ? " with its plan" : "")
    if (!n++) print "planex guard: sentinels would be lost"
    gsub(/[\001-\037\177]/, " ", say)
    print lost_path[i] ":" lost_line[i] ": " say
  }
  if (n) {
    print "Put each back as it was, or let it go on purpose:"
    print "  planex guard retire \"<sentinel>\" --why \"<reason>\""
  }
  return n
}

function read_path(t) {
  sub(/\t$/, "", t)
  if (t == "/dev/null") return ""
  return t ~ /^"/ ? "\"" substr(t, 4) : substr(t, 3)
}

function is_hint(t) { return index(t, "**") && t ~ /\*\*[Ll][Oo][Aa][Dd]-[Bb]/ }

BEGIN { diffs = 1; section = "head"; if (cut == "") cut = sprintf("%c", 0) }

torn { next }
left_old > 0 || left_new > 0 {
  sign = substr($0, 1, 1)
  if (sign == "\\") next
  if (sign == "" || !index(" +-", sign)) { torn = 1; next }
  rest = substr($0, 2)
  mark = is_hint(rest)
  if (sign != "+") { left_old--; old[++olds] = rest; if (mark) old_hint = 1 }
  if (sign != "-") { left_new--; new[++news] = rest; if (mark) new_hint = 1 }
  next
}
/^diff --git / { end_file(); next }
/^--- / { path = read_path(substr($0, 5)); has_old = path != ""; next }
/^\+\+\+ / { rest = read_path(substr($0, 5)); has_new = rest != ""; if (has_new) path = rest; next }
/^@@ / {
  split($0, part, " ")
  left_old = part[2] ~ /,/ ? substr(part[2], index(part[2], ",") + 1) + 0 : 1
  left_new = part[3] ~ /,/ ? substr(part[3], index(part[3], ",") + 1) + 0 : 1
  next
}
/^(new file mode|deleted file mode|index [^ ]*) 1[26]0000$/ { special = 1; next }
/^(Binary files|\* Unmerged) / { unread = unread "\n  " $0; next }
/^planex-guard: git / { end_file(); if ($0 != "planex-guard: git 0") failed = 1; next }
/^planex-guard: end$/ { complete = 1; next }
/^planex-guard: / { section = substr($0, 15); diffs++; next }
/^(index |old mode |new mode |new file mode |deleted file mode |\\ )/ { next }
{ torn = 1 }

END {
  if (torn) exit 5
  if (failed || !complete) exit 2
  if (unread != "") { print "planex guard: these plans cannot be compared:" unread; exit 2 }
  exit report() ? 3 : 0
}
'
}

# What git says of a failure is shown once it is clear that it is one: before the first commit there is no HEAD.
try() {
  cut=''
  produce "$@" 2>/dev/null | judge
  status=$?
  [ $status = 5 ] || return $status
  # To some awks a NUL ends a line. They get another character, which ends what is read of the line as a NUL does.
  cut=$(printf '\001')
  produce "$@" 2>/dev/null | tr '\000' '\001' | judge
}

between=''
if [ "$mode$merged" = index ]; then
  try "$@"
  status=$?
else
  said=$(try "$@")
  status=$?
  if [ $status = 3 ]; then
    [ "$mode" = pair ] && between="$after ^$before" || between="$merged ^HEAD"
    said=$(try "$@")
    status=$?
  fi
  [ -z "$said" ] || printf '%s\n' "$said"
fi
case $status in
  0) exit 0 ;;
  3) exit 1 ;;
esac
# There is nothing to lose before the first commit.
if [ "$mode" = index ] && ! git rev-parse --quiet --verify HEAD >/dev/null 2>&1; then
  git symbolic-ref --quiet HEAD >/dev/null && exit 0
fi
produce "$@" >/dev/null
refuse 'it could not compare the plans'
