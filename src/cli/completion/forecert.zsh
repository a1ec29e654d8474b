#compdef forecert
# Completions of forecert for zsh: the program itself is asked for them.
_forecert() {
    local line value text
    local -a found space
    for line in "${(@f)$(command forecert __complete zsh --word="${(Q)PREFIX}" -- "${(@Q)words[1,CURRENT-1]}" 2>/dev/null)}"; do
        case $line in
            *$'\t'*)
                value=${line%%$'\t'*}
                text=${line#*$'\t'}
                found+=("${value//:/\\:}${text:+:$text}")
                ;;
            files) [[ $PREFIX == --*=* ]] && compset -P '*='; _files ;;
            directories) [[ $PREFIX == --*=* ]] && compset -P '*='; _files -/ ;;
            nospace) space=(-S '') ;;
        esac
    done
    (( $#found )) && _describe -V forecert found $space
}
if [[ ${funcstack[1]} == _forecert ]]; then
    _forecert "$@"
else
    compdef _forecert forecert
fi
