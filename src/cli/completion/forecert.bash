# Completions of forecert for bash: the program itself is asked for them.
_forecert() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        case $line in
        *$'\t'*) COMPREPLY+=("${line%%$'\t'*}") ;;
        files) compopt -o default 2>/dev/null ;;
        directories) compopt -o dirnames 2>/dev/null ;;
        nospace) compopt -o nospace 2>/dev/null ;;
        esac
    done < <(command forecert __complete bash --word="$2" -- "${COMP_WORDS[@]:0:COMP_CWORD}" 2>/dev/null)
}
complete -F _forecert forecert
