
# What happened, and what is left to do.

$script:Here = $PSScriptRoot
$script:Cmdlet = $PSCmdlet
$script:Failures = New-Object -TypeName System.Collections.ArrayList
$script:Warnings = New-Object -TypeName System.Collections.ArrayList
$script:Advice = New-Object -TypeName System.Collections.ArrayList
$script:Transcript = $false

function Write-Heading {
    param([string]$Text)
    Write-Host ''
    Write-Host ('== ' + $Text)
}

function Write-Line {
    param([string]$Text)
    Write-Host ('   ' + $Text)
}

function Add-Failure {
    param([string]$Text)
    [void]$script:Failures.Add($Text)
    Write-Host ('   FAILED  ' + $Text) -ForegroundColor Red
}

function Add-Warning {
    param([string]$Text)
    [void]$script:Warnings.Add($Text)
    Write-Host ('   WARNING ' + $Text) -ForegroundColor Yellow
}

function Add-Advice {
    param([string]$Text)
    [void]$script:Advice.Add($Text)
}

# Asks for consent under -Confirm, and tells what would happen under -WhatIf.
function Approve {
    param([string]$On, [string]$Deed)
    return $script:Cmdlet.ShouldProcess($On, $Deed)
}

function Get-Dry {
    return [bool]$WhatIfPreference
}

# A property that an object may not have: Set-StrictMode makes asking for it an error.
function Get-Value {
    param($From, [string]$Name)
    if ($null -eq $From) { return $null }
    $property = $From.PSObject.Properties[$Name]
    if ($null -eq $property) { return $null }
    return $property.Value
}

function Get-Now {
    return [datetime]::Now
}

# ISO 8601 in UTC. The invariant culture, since others have their own calendars and colons.
function Format-Utc {
    param([datetime]$Time)
    $culture = [System.Globalization.CultureInfo]::InvariantCulture
    return $Time.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ssZ', $culture)
}

function Get-Beside {
    param([string]$File)
    return [System.IO.Path]::Combine($script:Here, $File)
}

function Test-Missing {
    param([string]$Path)
    return (-not (Test-Path -LiteralPath $Path -PathType Leaf))
}

function Write-Text {
    param([string]$Path, [string]$Text)
    $utf8 = New-Object -TypeName System.Text.UTF8Encoding -ArgumentList $false
    [System.IO.File]::WriteAllText($Path, $Text, $utf8)
}

function Start-Log {
    param([string]$Deed)
    if (Get-Dry) { return }
    $culture = [System.Globalization.CultureInfo]::InvariantCulture
    $name = 'transcript-{0}-{1}.txt' -f $Deed, (Get-Now).ToString('yyyyMMdd-HHmmss', $culture)
    try {
        Start-Transcript -LiteralPath (Get-Beside $name) -Confirm:$false | Out-Null
        $script:Transcript = $true
    }
    catch {
        # The console of the ISE keeps none before Windows PowerShell 5.
        Add-Warning ('no transcript is kept: ' + $_.Exception.Message)
    }
}

function Stop-Log {
    if (-not $script:Transcript) { return }
    try { Stop-Transcript | Out-Null } catch { Write-Line $_.Exception.Message }
}

# The names that this machine has: after the next restart first, then as it runs now.
function Get-MachineName {
    $key = Get-Item -LiteralPath 'HKLM:\SYSTEM\CurrentControlSet\Services\Tcpip\Parameters'
    foreach ($pair in @(@('NV Hostname', 'NV Domain'), @('Hostname', 'Domain'))) {
        $label = [string]$key.GetValue($pair[0])
        $suffix = [string]$key.GetValue($pair[1])
        if ($label -ne '') { ($label + '.' + $suffix).TrimEnd('.').ToLowerInvariant() }
    }
}

function Test-Elevated {
    $identity = [System.Security.Principal.WindowsIdentity]::GetCurrent()
    $principal = New-Object -TypeName System.Security.Principal.WindowsPrincipal -ArgumentList $identity
    return $principal.IsInRole([System.Security.Principal.WindowsBuiltInRole]::Administrator)
}

function Test-Bits {
    return ([System.Environment]::Is64BitProcess -or -not [System.Environment]::Is64BitOperatingSystem)
}

function Test-Edition {
    return ($PSVersionTable['PSEdition'] -ne 'Core')
}

# Whether the script may go on here. Says what is wrong where it may not.
function Test-Place {
    $good = $true
    if (-not (Test-Edition)) {
        Add-Failure 'this is PowerShell Core: run the script in Windows PowerShell (powershell.exe), the modules of Lync Server and Skype for Business Server load there only'
        return $false
    }
    if (-not (Test-Bits)) {
        Add-Failure 'this is the 32-bit Windows PowerShell: use the 64-bit one, not the one named (x86)'
        $good = $false
    }
    if (-not (Test-Elevated)) {
        Add-Failure 'this Windows PowerShell is not elevated: start it with "Run as administrator"'
        $good = $false
    }
    $names = @(Get-MachineName | Select-Object -Unique)
    $allowed = @($Servers | Where-Object { $names -contains $_ })
    if ($allowed.Count -eq 0) {
        Add-Failure ('this machine is {0}, and the folder is for {1}' -f ($names -join ', now '), ($Servers -join ', '))
        $labels = @($Servers | ForEach-Object { $_.Split('.')[0] })
        if ($labels -contains ([string]$names[0]).Split('.')[0]) {
            Write-Line 'The host name is right, the primary DNS suffix is not. An Edge Server is in a workgroup,'
            Write-Line 'so its suffix is set by hand: System Properties, Computer Name, Change, More,'
            Write-Line '"Primary DNS suffix of this computer"; then restart the machine.'
        }
        $good = $false
    }
    elseif ($names.Count -gt 1) {
        Add-Warning ('the machine is renamed with its next restart: it is {0} now, {1} then' -f $names[1], $names[0])
    }
    return $good
}

# The last words, and the exit code.
function Show-Verdict {
    param([string]$Again)
    Write-Heading 'Verdict'
    foreach ($text in $script:Advice) { Write-Line ('next: ' + $text) }
    if ($script:Warnings.Count -gt 0) {
        Write-Host ('   {0} warning(s):' -f $script:Warnings.Count) -ForegroundColor Yellow
        foreach ($text in $script:Warnings) { Write-Line ('- ' + $text) }
    }
    if ($script:Failures.Count -eq 0) {
        $mode = ''
        if (Get-Dry) { $mode = ' (-WhatIf: nothing was changed)' }
        Write-Host ('   ALL GOOD' + $mode) -ForegroundColor Green
        return 0
    }
    Write-Host ('   {0} step(s) FAILED:' -f $script:Failures.Count) -ForegroundColor Red
    foreach ($text in $script:Failures) { Write-Line ('- ' + $text) }
    Write-Line ('Mend what is named above, then run it again: ' + $Again)
    return 1
}
