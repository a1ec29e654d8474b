
$deed = $script:Cmdlet.ParameterSetName

# Where the certificate is chosen on a server without Set-CsCertificate.
function Add-RoleAdvice {
    if ($Role -eq 'office-web-apps') {
        foreach ($entry in $Certificates) {
            Add-Advice ('once, on one server of the farm: Set-OfficeWebAppsFarm -CertificateName ''{0}'' (its friendly name)' -f $entry.FriendlyName.Replace('''', ''''''))
        }
        return
    }
    if ($Role -eq 'reverse-proxy') {
        Add-Advice 'choose the certificate in the listener or the binding of the reverse proxy'
        return
    }
    Add-Advice 'choose the certificate in the application that this server is for'
}

if ($deed -eq 'Show') {
    Write-Heading ('{0} ({1}, pool {2})' -f $Server, $Role, $Pool)
    foreach ($entry in $Certificates) {
        Write-Line ('{0}, valid to {1}, {2}' -f $entry.File, (Format-Utc $entry.NotAfter), $entry.Thumbprint)
    }
    Write-Line ('{0} root(s), {1} intermediate(s)' -f $Roots.Count, $Intermediates.Count)
    Write-Line 'There is no -Assign: this is no server of Lync or Skype for Business with certificates to assign.'
    Write-Line 'Nothing was done. In an elevated Windows PowerShell on that server:'
    Write-Line '  powershell.exe -ExecutionPolicy Bypass -File .\Install-Certificates.ps1 -Stage'
    Write-Line 'Add -WhatIf to see what it would do.'
    exit 0
}

Start-Log ($deed.ToLowerInvariant())
try {
    Write-Heading ('{0}: {1}' -f $Server, $deed)
    if (Test-Place) {
        Invoke-Stage
        Add-RoleAdvice
        Write-Heading 'Receipt'
        Write-Receipt
    }
}
catch { Add-Failure $_.Exception.Message }
$code = Show-Verdict '.\Install-Certificates.ps1 -Stage'
Stop-Log
exit $code
