# Completions of forecert for PowerShell: the program itself is asked for them. What is
# typed is handed to it as data, and never evaluated.
Register-ArgumentCompleter -Native -CommandName forecert, forecert.exe -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $words = @(foreach ($element in $commandAst.CommandElements) {
        if ($element.Extent.EndOffset -ge $cursorPosition) { break }
        if ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
            $element.Value
        } else {
            $element.Extent.Text
        }
    })
    # Where nothing is found for it, PowerShell completes paths by itself.
    foreach ($line in @(& forecert __complete powershell "--word=$wordToComplete" '--' @words 2>$null)) {
        $value, $text = $line -split "`t", 2
        if ($null -eq $text) { continue }
        if ($text -eq '') { $text = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $text)
    }
}
