
# What follows a global assignment, also one that is staged for later: its replication.

function Get-Behind {
    Get-CsManagementStoreReplicationStatus | Where-Object { -not (Get-Value $_ 'UpToDate') } | ForEach-Object { [string](Get-Value $_ 'ReplicaFqdn') }
}

function Wait-Replication {
    if (-not $script:Written) { return }
    Write-Heading 'Replication'
    try {
        if (-not (Approve 'all servers' 'replicate the configuration')) { return }
        Invoke-CsManagementStoreReplication
        $limit = (Get-Now).AddMinutes($TimeoutMinutes)
        while ($true) {
            $behind = @(Get-Behind)
            if ($behind.Count -eq 0) {
                Write-Line 'every server is up to date'
                break
            }
            $left = $limit - (Get-Now)
            if ($left.TotalSeconds -le 0) { break }
            Write-Progress -Activity 'Waiting for the replication' -Status ('{0} behind, {1:N0} minutes left' -f $behind.Count, $left.TotalMinutes)
            Start-Sleep -Seconds 15
        }
        Write-Progress -Activity 'Waiting for the replication' -Status 'done' -Completed
        foreach ($name in $behind) {
            Add-Warning ('{0} is behind: right where it is not installed yet, else look at its service REPLICA and at port 4443 to an Edge Server' -f $name)
        }
    }
    catch { Add-Failure ('the replication: {0}' -f $_.Exception.Message) }
}
