
$script:Changed = $false
$script:Written = $false
$deed = $script:Cmdlet.ParameterSetName

if ($deed -eq 'Show') {
    Write-Heading 'The OAuth certificate of the deployment'
    foreach ($entry in $Certificates) {
        Write-Line ('{0}, valid to {1}, {2}' -f $entry.File, (Format-Utc $entry.NotAfter), $entry.Thumbprint)
        if ($null -ne $entry.Roll) { Write-Line ('  it rolls at {0} from {1}' -f (Format-Utc $entry.Roll.EffectiveDate), $entry.Roll.Previous) }
    }
    Write-Line 'Nothing was done. Once, in an elevated Windows PowerShell on one of these servers:'
    foreach ($name in $Servers) { Write-Line ('  ' + $name) }
    Write-Line '  powershell.exe -ExecutionPolicy Bypass -File .\Install-OAuth.ps1 -Stage      before or after Setup'
    Write-Line '  powershell.exe -ExecutionPolicy Bypass -File .\Install-OAuth.ps1 -Assign     after Setup Step 2'
    Write-Line '  powershell.exe -ExecutionPolicy Bypass -File .\Install-OAuth.ps1 -Rollback   back to what was assigned'
    Write-Line 'Add -WhatIf to see what each would do.'
    exit 0
}

Start-Log ($deed.ToLowerInvariant())
try {
    Write-Heading ('OAuth: ' + $deed)
    if (Test-Place) {
        if ($deed -eq 'Stage') {
            Invoke-Stage
            Add-Advice 'after Setup Step 2, on this server only: .\Install-OAuth.ps1 -Assign'
        }
        if ($deed -eq 'Assign') {
            Invoke-Assign
            Wait-Replication
        }
        if ($deed -eq 'Rollback') {
            Invoke-Rollback
            Wait-Replication
        }
        Write-Heading 'Receipt'
        Write-Receipt
    }
}
catch { Add-Failure $_.Exception.Message }
$code = Show-Verdict ('.\Install-OAuth.ps1 -' + $deed)
Stop-Log
exit $code
