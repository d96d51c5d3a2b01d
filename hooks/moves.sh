# Judges moves of branches: $moves holds lines of `<old> <new> <ref>`, the arguments are `--plans <folder>` for the guard,
# and $hooks is the folder of guard.sh. A hook reads this with `.`; it ends the hook with 0, or with 1 to refuse.
#
# A move counts when it goes on from where the branch stood: what begins, ends or goes back is a person's right.

newline='
'

refuse() {
  printf '%s\n' "planex: the plans cannot be guarded: $1" \
    '  with PLANEX=0 in the environment the guard is left out' >&2
  exit 1
}

# All zeros as the old value may also mean that whoever moves the branch has not said where it stood.
standing=
case $newline$moves in
*"${newline}0000000"*)
  standing=$(git for-each-ref --format='at %(objectname) %(refname)' refs/heads) ||
    refuse 'the branches cannot be read'
  ;;
esac
pairs=$(
  printf '%s\n' "$standing" "$moves" | awk '
    $1 == "at" { at[$3] = $2; next }
    NF < 3 { next }
    { old = $1 ~ /^0+$/ && ($3 in at) ? at[$3] : $1 }
    old !~ /^0+$/ && $2 !~ /^0+$/ && old != $2 { print $2, old }'
)
[ -n "$pairs" ] || exit 0

# One command for all moves. It names the new commit of each that changes something in the folders of the plans.
changed=$(
  paths=
  previous=
  for word; do
    if [ "$previous" = --plans ]; then
      # To Git a literal `.` is the name of a file.
      [ "$word" = . ] && path=':(top)' || path=':(top,literal)'$word
      paths=$paths${paths:+$newline}$path
    fi
    previous=$word
  done
  unset GIT_LITERAL_PATHSPECS GIT_NOGLOB_PATHSPECS GIT_GLOB_PATHSPECS GIT_ICASE_PATHSPECS
  IFS=$newline
  set -f
  printf '%s\n' "$pairs" | git diff-tree --stdin -r --name-only -- $paths
) || refuse 'git cannot compare the commits'
[ -n "$changed" ] || exit 0

status=0
while read -r new old; do
  case $changed in *"$new"*) ;; *) continue ;; esac
  git merge-base --is-ancestor "$old" "$new"
  case $? in
  0) sh "$hooks/guard.sh" "$@" pair "$old" "$new" </dev/null || status=1 ;;
  1) ;;
  *) refuse "git cannot tell whether $new goes on from $old" ;;
  esac
done <<END
$pairs
END
exit "$status"
