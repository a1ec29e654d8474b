
# What follows an assignment: the OAuth certificate, and the services.

function Get-OAuthThumbprint {
    try {
        foreach ($one in @(Get-CsCertificate -Type OAuthTokenIssuer)) { [string](Get-Value $one 'Thumbprint') }
    }
    catch { Write-Verbose $_.Exception.Message }
}

# Waits until the deployment's OAuth certificate is known here.
function Wait-OAuth {
    if (-not $NeedsOAuth) { return }
    Write-Heading 'OAuth certificate'
    if (-not (Import-Lync)) { return }
    $limit = (Get-Now).AddMinutes($TimeoutMinutes)
    while ($true) {
        $found = @(Get-OAuthThumbprint | Where-Object { $_ -ne '' })
        $left = $limit - (Get-Now)
        if ($found.Count -gt 0 -or (Get-Dry) -or $left.TotalSeconds -le 0) { break }
        Write-Progress -Activity 'Waiting for the OAuth certificate to arrive by replication' -Status ('{0:N0} minutes left' -f $left.TotalMinutes)
        Start-Sleep -Seconds 15
    }
    Write-Progress -Activity 'Waiting for the OAuth certificate to arrive by replication' -Status 'done' -Completed
    if ($found.Count -gt 0) {
        if ($OAuthThumbprint -eq '') { Write-Line ('it is here: ' + $found[0]) }
        elseif ($found -contains $OAuthThumbprint) { Write-Line ('it is here: {0}, which the bundle has' -f $OAuthThumbprint) }
        else { Write-Line ('still another one is here: {0}, not {1} which the bundle has; it comes with Install-OAuth.ps1 and the replication' -f $found[0], $OAuthThumbprint) }
        return
    }
    Add-Failure 'the OAuth certificate has not arrived: run Install-OAuth.ps1 of the folder deployment once, on one Front End Server, and let the replication pass'
    Write-Line 'Where it was assigned long ago, the local configuration store was made before that. Wait for the'
    Write-Line 'replication, or bring it over: on a server that has it Export-CsConfiguration -LocalStore -FileName C:\cs.zip,'
    Write-Line 'here Import-CsConfiguration -LocalStore -FileName C:\cs.zip, then Enable-CsReplica and Start-CsWindowsService REPLICA.'
}

# The services that load a certificate when they start.
function Get-Affected {
    if ($Role -eq 'edge') { return 'Access Edge (RTCSRV), Web Conferencing Edge (RTCDATAPROXY), A/V Authentication (RTCMRAUTH), A/V Edge (RTCMEDIARELAY)' }
    if ($Role -eq 'mediation') { return 'Mediation (RTCMEDSRV)' }
    if ($Role -eq 'persistent-chat') { return 'Persistent Chat (RTCCHAT)' }
    if ($Role -eq 'trusted-application') { return 'the services of the application itself' }
    return 'Front-End (RTCSRV) and all that rests on it; IIS takes the web certificates at once'
}

function Restart-Services {
    Write-Heading 'Services'
    if ($script:Failures.Count -gt 0) {
        Write-Line 'Something failed above, so no service is restarted.'
        return
    }
    if (-not $RestartServices) {
        if (-not $script:Changed) { return }
        Add-Advice ('restart what loads a certificate at its start: ' + (Get-Affected))
        Add-Advice 'drain it first: Stop-CsWindowsService -Graceful; then Start-CsWindowsService. Or run this again with -RestartServices'
        if ($Members.Count -gt 1) {
            Add-Advice ('one server of the pool at a time, the next when this one is up again: ' + ($Members -join ', '))
        }
        return
    }
    try {
        if (Approve $Server 'stop its services gracefully and start them again') {
            Stop-CsWindowsService -Graceful -Confirm:$false
            Start-CsWindowsService -Confirm:$false
            Write-Line 'restarted'
        }
        if ($Members.Count -gt 1) {
            Add-Advice ('the next server of the pool when this one is up again: ' + ($Members -join ', '))
        }
    }
    catch { Add-Failure ('the services are not restarted: {0}; look at Get-CsWindowsService' -f $_.Exception.Message) }
}
