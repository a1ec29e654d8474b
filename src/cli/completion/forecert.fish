# Completions of forecert for fish: the program itself is asked for them.
function __forecert_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    set -l word (commandline --current-token --cut-at-cursor)
    for line in (command forecert __complete fish --word="$word" -- $words 2>/dev/null)
        switch $line
            case files
                __fish_complete_path "$word"
            case directories
                __fish_complete_directories "$word" ''
            case nospace
            case '*'
                echo $line
        end
    end
end
complete --command forecert --no-files --keep-order --arguments '(__forecert_complete)'
