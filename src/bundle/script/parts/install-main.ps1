
$script:Changed = $false
$script:Written = $false
$deed = $script:Cmdlet.ParameterSetName

if ($deed -eq 'Show') {
    Write-Heading ('{0} ({1}, pool {2})' -f $Server, $Role, $Pool)
    foreach ($entry in $Certificates) {
        Write-Line ('{0} for {1}, valid to {2}, {3}' -f $entry.File, ($entry.Types -join ', '), (Format-Utc $entry.NotAfter), $entry.Thumbprint)
        if ($null -ne $entry.Roll) { Write-Line ('  it rolls at {0} from {1}' -f (Format-Utc $entry.Roll.EffectiveDate), $entry.Roll.Previous) }
    }
    Write-Line ('{0} root(s), {1} intermediate(s)' -f $Roots.Count, $Intermediates.Count)
    Write-Line 'Nothing was done. In an elevated Windows PowerShell on that server:'
    Write-Line '  powershell.exe -ExecutionPolicy Bypass -File .\Install-Certificates.ps1 -Stage      before or after Setup'
    Write-Line '  powershell.exe -ExecutionPolicy Bypass -File .\Install-Certificates.ps1 -Assign     after Setup Step 2'
    Write-Line '  powershell.exe -ExecutionPolicy Bypass -File .\Install-Certificates.ps1 -Rollback   back to what was assigned'
    Write-Line 'Add -WhatIf to see what each would do.'
    exit 0
}

Start-Log ($deed.ToLowerInvariant())
try {
    Write-Heading ('{0}: {1}' -f $Server, $deed)
    if (Test-Place) {
        if ($deed -eq 'Stage') {
            Invoke-Stage
            Add-Advice 'after Setup Step 2: .\Install-Certificates.ps1 -Assign'
        }
        if ($deed -eq 'Assign') {
            Invoke-Assign
            Wait-OAuth
            Restart-Services
        }
        if ($deed -eq 'Rollback') {
            Invoke-Rollback
            Restart-Services
        }
        Write-Heading 'Receipt'
        Write-Receipt
    }
}
catch { Add-Failure $_.Exception.Message }
$code = Show-Verdict ('.\Install-Certificates.ps1 -' + $deed)
Stop-Log
exit $code
