# Completions of forecert for Elvish: the program itself is asked for them.
use str
set edit:completion:arg-completer[forecert] = {|@words|
    var word = $words[-1]
    var before = $words[..-1]
    try {
        e:forecert __complete elvish --word=$word -- $@before 2>/dev/null | from-lines | each {|line|
            if (str:contains $line "\t") {
                var value text = (str:split &max=2 "\t" $line)
                if (eq $text '') {
                    put $value
                } else {
                    edit:complex-candidate $value &display=$value' ('$text')'
                }
            } elif (eq $line files) {
                edit:complete-filename $word
            } elif (eq $line directories) {
                edit:complete-filename $word
            }
        }
    } catch { nop }
}
