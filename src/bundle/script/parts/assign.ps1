
# -Assign and -Rollback: which certificate serves which type. $script:Changed: something else
# serves now. $script:Written: the configuration is another, be it for a later date.

# Only these two keep an old and a new certificate side by side, and so many hours the old
# one must live on: the tokens made with it last 8 hours; Exchange and others keep the
# OAuth certificate for a day.
function Get-LeadHours {
    param([string]$Type)
    if ($Type -eq 'AudioVideoAuthentication') { return 8 }
    if ($Type -eq 'OAuthTokenIssuer') { return 24 }
    return 0
}

# A decision: skip, assign, roll or refuse; why; whether that is a warning; and when a person
# who types the call could have it roll.
function ConvertTo-Decision {
    param([string]$Deed, [string]$Why, [bool]$Heed, $Date)
    return @{ Do = $Deed; Why = $Why; Heed = $Heed; Date = $Date }
}

# What is to be done for one type. A function of its arguments alone. $Old is what is
# assigned, $Begins when the new certificate does; what of it nobody knows is nothing.
function Get-Decision {
    param($Entry, [string]$Type, $Old, $Begins, [datetime]$Now, [bool]$AtOnce)
    $current = $Old.Thumbprint
    if ($current -eq $Entry.Thumbprint) { return (ConvertTo-Decision 'skip' 'assigned already') }
    $hours = Get-LeadHours $Type
    if ($hours -eq 0) { return (ConvertTo-Decision 'assign' '') }
    if ($current -eq '') {
        return (ConvertTo-Decision 'assign' 'nothing is assigned, so there is nothing to roll from')
    }
    if ($null -ne $Old.Ends -and $Old.Ends -le $Now) {
        return (ConvertTo-Decision 'assign' 'what is assigned has expired, so there is nothing to roll from')
    }
    $refused = 'what was made with {0}, up to {1} hours ago, is refused from now on' -f $current, $hours
    if (@($Entry.Types | Where-Object { (Get-LeadHours $_) -eq 0 }).Count -gt 0) {
        return (ConvertTo-Decision 'assign' ('it shares its certificate with other types, so it cannot roll: ' + $refused) $true)
    }
    if ($AtOnce) { return (ConvertTo-Decision 'assign' ('-SwitchAtOnce: ' + $refused) $true) }
    if ($null -eq $Old.Ends) {
        return (ConvertTo-Decision 'refuse' ('{0} is assigned and its end cannot be read: assign by hand with Set-CsCertificate -Roll, or run -Assign -SwitchAtOnce' -f $current))
    }
    $follows = ($null -ne $Entry.Roll -and $current -eq $Entry.Roll.Previous)
    if (-not $follows -and $null -ne $Begins -and $null -ne $Old.Begins -and $Old.Begins -gt $Begins) {
        return (ConvertTo-Decision 'refuse' ('{0} is assigned, which began later than the certificate of this folder: make the bundle anew, or go back to this one with -Assign -SwitchAtOnce' -f $current))
    }
    # By hand: halfway to the last moment, a week ahead at most, as the bundle has it.
    $latest = $Old.Ends.AddHours(0 - $hours)
    $begin = $Now
    if ($null -ne $Begins -and $Begins -gt $Now) { $begin = $Begins }
    $room = $latest - $begin
    $date = $null
    if ($room.TotalMinutes -ge 60) {
        $minutes = [int]($room.TotalMinutes / 2)
        if ($minutes -gt 10080) { $minutes = 10080 }
        $date = $begin.AddMinutes($minutes)
    }
    if ($null -eq $Entry.Roll) {
        if ($null -eq $date) {
            return (ConvertTo-Decision 'assign' ('{0} ends at {1}, too soon to roll from it: {2}' -f $current, (Format-Utc $Old.Ends), $refused) $true)
        }
        return (ConvertTo-Decision 'refuse' ('{0} is assigned until {1}, and the bundle does not know it: roll from it by hand with the call that the verdict has, or run -Assign -SwitchAtOnce' -f $current, (Format-Utc $Old.Ends)) $false $date)
    }
    if ($Entry.Roll.EffectiveDate -le $Now) {
        return (ConvertTo-Decision 'refuse' ('the effective date {0} is past: make the bundle anew with a later one' -f (Format-Utc $Entry.Roll.EffectiveDate)))
    }
    if (-not $follows) {
        if ($Entry.Roll.EffectiveDate -gt $latest) {
            $cure = 'run -Assign -SwitchAtOnce'
            if ($null -ne $date) { $cure = 'roll from it by hand with the call that the verdict has, or ' + $cure }
            return (ConvertTo-Decision 'refuse' ('{0} is assigned, not {1}, and the effective date {2} is too late for it: after {3} what was made with it outlives it; {4}' -f $current, $Entry.Roll.Previous, (Format-Utc $Entry.Roll.EffectiveDate), (Format-Utc $latest), $cure) $false $date)
        }
        return (ConvertTo-Decision 'roll' ('{0} is assigned, not {1} as the bundle has it: it rolls from that' -f $current, $Entry.Roll.Previous) $true)
    }
    if ($Entry.Roll.Latest -lt $latest) { $latest = $Entry.Roll.Latest }
    if ($Entry.Roll.EffectiveDate -gt $latest) {
        return (ConvertTo-Decision 'refuse' ('the effective date {0} is too late: after {1} what was made with the old certificate outlives it; make the bundle anew with an earlier one' -f (Format-Utc $Entry.Roll.EffectiveDate), (Format-Utc $latest)))
    }
    return (ConvertTo-Decision 'roll' '')
}

# What of a certificate keeps it from being assigned now: nothing, where it can be.
function Get-UseFault {
    param($Certificate, [datetime]$Now, [string]$Cure)
    if ($null -eq $Certificate) { return ('it is not in the store of this machine' + $Cure) }
    if (-not $Certificate.HasPrivateKey) { return ('its private key is not on this machine' + $Cure) }
    if ($Certificate.NotBefore -gt $Now) { return ('it is not valid before {0}' -f (Format-Utc $Certificate.NotBefore)) }
    if ($Certificate.NotAfter -le $Now) { return ('it expired at {0}' -f (Format-Utc $Certificate.NotAfter)) }
    return ''
}

# Thumbprints that a type has: one, or two while a rolled certificate is staged.
function Get-AssignedTo {
    param($Assigned, [string]$Type)
    @($Assigned) | Where-Object { $null -ne $_ -and $_.Type -eq $Type } | ForEach-Object { $_.Thumbprint }
}

# What is assigned, with its begin and its end: nothing, where nobody knows.
function Get-Life {
    param($Assigned, [string]$Thumbprint)
    $life = @{ Thumbprint = $Thumbprint; Begins = $null; Ends = $null }
    if ($Thumbprint -eq '') { return $life }
    $certificate = Find-Held 'My' $Thumbprint
    if ($null -ne $certificate) {
        $life.Begins = $certificate.NotBefore
        $life.Ends = $certificate.NotAfter
        return $life
    }
    foreach ($one in @($Assigned)) {
        if ($one.Thumbprint -eq $Thumbprint) {
            $life.Begins = $one.Begins
            $life.Ends = $one.Ends
        }
    }
    return $life
}

function Get-Current {
    param($Entry, $Assigned, [string]$Type)
    $all = @(Get-AssignedTo $Assigned $Type)
    if ($all -contains $Entry.Thumbprint) { return $Entry.Thumbprint }
    if ($all.Count -eq 0) { return '' }
    return [string]$all[0]
}

# The two ways of Set-CsCertificate.

function Set-Now {
    param([string[]]$Type, [string]$Thumbprint)
    if ($Everywhere) { Set-CsCertificate -Identity Global -Type $Type -Thumbprint $Thumbprint -Confirm:$false }
    else { Set-CsCertificate -Type $Type -Thumbprint $Thumbprint -Confirm:$false }
}

function Set-Later {
    param([string[]]$Type, [string]$Thumbprint, [datetime]$Date)
    if ($Everywhere) { Set-CsCertificate -Identity Global -Type $Type -Thumbprint $Thumbprint -Roll -EffectiveDate $Date -Confirm:$false }
    else { Set-CsCertificate -Type $Type -Thumbprint $Thumbprint -Roll -EffectiveDate $Date -Confirm:$false }
}

# The scope as a person types it, and the whole call that rolls. The moment is a literal: read
# alike in every region, and local time where it is used.
function Get-Scope {
    if ($Everywhere) { return '-Identity Global ' }
    return ''
}

function Get-RollCall {
    param([string]$Type, [string]$Thumbprint, [datetime]$Date)
    return ('Set-CsCertificate {0}-Type {1} -Thumbprint {2} -Roll -EffectiveDate ([datetime]''{3}'')' -f (Get-Scope), $Type, $Thumbprint, (Format-Utc $Date))
}

# What previous.json holds: type and thumbprint, nothing else is taken from it.
function Read-Previous {
    $path = Get-Beside 'previous.json'
    if (Test-Missing $path) { return }
    $read = ConvertFrom-Json -InputObject ([System.IO.File]::ReadAllText($path))
    foreach ($one in @(Get-Value $read 'assigned')) {
        $type = [string](Get-Value $one 'type')
        $thumbprint = ([string](Get-Value $one 'thumbprint')).ToUpperInvariant()
        if ($type -match '^[A-Za-z]+$' -and $thumbprint -match '^[0-9A-F]{40}$') {
            @{ Type = $type; Thumbprint = $thumbprint }
        }
    }
}

# Keeps what is about to be replaced, beside what an earlier run kept for other types.
function Save-Previous {
    param([string[]]$Type, [string]$New, $Assigned)
    $kept = @{}
    foreach ($one in @(Read-Previous)) { $kept[$one.Type] = $one.Thumbprint }
    $changed = $false
    foreach ($name in $Type) {
        $old = @(Get-AssignedTo $Assigned $name)
        if ($old.Count -gt 0 -and $old[0] -ne $New) {
            $kept[$name] = $old[0]
            $changed = $true
        }
    }
    if (-not $changed) { return }
    $list = @($kept.Keys | Sort-Object | ForEach-Object { [ordered]@{ type = $_; thumbprint = $kept[$_] } })
    $previous = [ordered]@{ previous = 'forecert'; at = Format-Utc (Get-Now); assigned = $list }
    Write-Text (Get-Beside 'previous.json') (ConvertTo-Json -InputObject $previous -Depth 4)
}

function Set-Entry {
    param($Entry, $Assigned)
    $now = Get-Now
    $direct = @()
    $rolled = @()
    $from = ''
    $begins = $null
    $new = Find-Held 'My' $Entry.Thumbprint
    if ($null -ne $new) { $begins = $new.NotBefore }
    foreach ($type in $Entry.Types) {
        $old = Get-Life $Assigned (Get-Current $Entry $Assigned $type)
        $decision = Get-Decision $Entry $type $old $begins $now ([bool]$SwitchAtOnce)
        $why = '{0}, {1}: {2}' -f $Entry.Id, $type, $decision.Why
        if ($decision.Do -eq 'refuse') { Add-Failure $why }
        elseif ($decision.Heed) { Add-Warning $why }
        elseif ($decision.Why -ne '') { Write-Line $why }
        if ($decision.Do -eq 'assign') { $direct += $type }
        if ($decision.Do -eq 'roll') {
            $rolled += $type
            $from = $old.Thumbprint
        }
        if ($null -ne $decision.Date) {
            $every = ''
            if ($Members.Count -gt 1) { $every = ', the same on every server of the pool' }
            Add-Advice ('by hand' + $every + ': ' + (Get-RollCall $type $Entry.Thumbprint $decision.Date))
        }
    }
    if ($direct.Count + $rolled.Count -eq 0) { return }
    $fault = Get-UseFault $new $now ': run -Stage first'
    if ($fault -ne '') {
        Add-Failure ('{0} ({1}): {2}' -f $Entry.Id, $Entry.Thumbprint, $fault)
        return
    }
    if ($direct.Count -gt 0 -and (Approve ($direct -join ', ') ('assign {0}' -f $Entry.Thumbprint))) {
        Save-Previous $direct $Entry.Thumbprint $Assigned
        Set-Now $direct $Entry.Thumbprint
        $script:Changed = $true
        $script:Written = $true
        Write-Line ('assigned: {0} to {1}' -f $Entry.Id, ($direct -join ', '))
    }
    if ($rolled.Count -gt 0 -and (Approve ($rolled -join ', ') ('roll to {0} at {1}' -f $Entry.Thumbprint, (Format-Utc $Entry.Roll.EffectiveDate)))) {
        Save-Previous $rolled $Entry.Thumbprint $Assigned
        Set-Later $rolled $Entry.Thumbprint $Entry.Roll.EffectiveDate
        $script:Written = $true
        Write-Line ('staged: {0} for {1}, effective {2}' -f $Entry.Id, ($rolled -join ', '), (Format-Utc $Entry.Roll.EffectiveDate))
        Add-Advice ('once {0} has expired: Remove-CsCertificate {1}-Type {2} -Previous' -f $from, (Get-Scope), ($rolled -join ','))
        if ($Members.Count -gt 1) {
            Add-Advice ('do the same on every server of the pool before {0}: {1}' -f (Format-Utc $Entry.Roll.EffectiveDate), ($Members -join ', '))
        }
    }
}

function Test-Lync {
    if (Import-Lync) { return $true }
    Add-Failure 'neither the module SkypeForBusiness nor the module Lync is here: install the components first (Deployment Wizard, Step 2: Setup or Remove Lync Server Components)'
    return $false
}

# What is assigned, where nothing depends on it: a central store that cannot be read is a
# warning, and what this machine has assigned must be readable.
function Get-AssignedOrWarn {
    try { Get-Assigned }
    catch {
        if (-not $Everywhere) { throw }
        Add-Warning ('what is assigned globally cannot be read: ' + $_.Exception.Message)
    }
}

function Invoke-Assign {
    Write-Heading 'Assignments'
    if (-not (Test-Lync)) { return }
    $before = @()
    try { $before = @(Get-Assigned) }
    catch {
        if (-not $Everywhere) { throw }
        $fault = 'what is assigned globally cannot be read: ' + $_.Exception.Message
        if (-not $SwitchAtOnce) {
            Add-Failure ($fault + '; look at Get-CsCertificate -Identity Global -Type OAuthTokenIssuer by hand: where it shows nothing, or what may be replaced at once, run -Assign -SwitchAtOnce')
            return
        }
        Add-Warning ($fault + '; it is assigned at once, and nothing is kept for -Rollback')
    }
    Show-Assigned $before 'before:'
    foreach ($entry in $Certificates) {
        if ($entry.Types.Count -eq 0) { continue }
        try { Set-Entry $entry $before }
        catch { Add-Failure ('{0}: {1}' -f $entry.Id, $_.Exception.Message) }
    }
    Show-Assigned @(Get-AssignedOrWarn) 'after:'
}

function Invoke-Rollback {
    Write-Heading 'Rollback'
    if (-not (Test-Lync)) { return }
    $previous = @(Read-Previous)
    if ($previous.Count -eq 0) {
        Add-Failure ('there is nothing to go back to: {0} is missing or empty' -f (Get-Beside 'previous.json'))
        return
    }
    $before = @(Get-AssignedOrWarn)
    Show-Assigned $before 'before:'
    foreach ($group in @($previous | Group-Object -Property { $_.Thumbprint })) {
        $thumbprint = $group.Name
        try {
            $types = @($group.Group | ForEach-Object { $_.Type } | Where-Object { @(Get-AssignedTo $before $_) -notcontains $thumbprint -or (Test-Staged $before $_) })
            if ($types.Count -eq 0) {
                Write-Line ('assigned already: ' + $thumbprint)
                continue
            }
            $fault = Get-UseFault (Find-Held 'My' $thumbprint) (Get-Now) ''
            if ($fault -ne '') {
                Add-Failure ('{0}: {1}' -f $thumbprint, $fault)
                continue
            }
            if (Approve ($types -join ', ') ('assign {0} again' -f $thumbprint)) {
                Set-Now $types $thumbprint
                $script:Changed = $true
                $script:Written = $true
                Write-Line ('assigned again: {0} to {1}' -f $thumbprint, ($types -join ', '))
            }
        }
        catch { Add-Failure ('{0}: {1}' -f $thumbprint, $_.Exception.Message) }
    }
    Show-Assigned @(Get-AssignedOrWarn) 'after:'
}

# Whether a type has two certificates at the moment, the second of them yet to come.
function Test-Staged {
    param($Assigned, [string]$Type)
    return (@(Get-AssignedTo $Assigned $Type).Count -gt 1)
}
