
try {
    Write-Heading ('{0}: what it holds and has assigned' -f $Server)
    $names = @(Get-MachineName)
    if (-not (Test-Edition)) { Add-Failure 'this is PowerShell Core: run the script in Windows PowerShell (powershell.exe)' }
    elseif ($names -notcontains $Server) { Add-Failure ('this machine is {0}, and the folder is for {1}' -f ($names -join ', now '), $Server) }
    else {
        Show-Assigned @(Get-AssignedIfAny) 'assigned:'
        Write-Receipt
    }
}
catch { Add-Failure $_.Exception.Message }
exit (Show-Verdict '.\Get-Assigned.ps1')
