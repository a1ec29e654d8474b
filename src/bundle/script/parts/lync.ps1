
# Lync Server or Skype for Business Server on this machine, and what it has assigned.

function Get-ModulePath {
    foreach ($name in 'SkypeForBusiness', 'Lync') {
        foreach ($module in @(Get-Module -ListAvailable -Name $name)) { $module.Path }
    }
    # A session older than Setup does not have its module path.
    foreach ($tail in @(
            'Skype for Business Server 2019\Modules\SkypeForBusiness\SkypeForBusiness.psd1',
            'Skype for Business Server 2015\Modules\SkypeForBusiness\SkypeForBusiness.psd1',
            'Microsoft Lync Server 2013\Modules\Lync\Lync.psd1')) {
        $path = [System.IO.Path]::Combine($env:CommonProgramFiles, $tail)
        if (Test-Path -LiteralPath $path -PathType Leaf) { $path }
    }
}

# Whether the cmdlets are there. Loading a module is no change, so -WhatIf does not hold.
function Import-Lync {
    $WhatIfPreference = $false
    if ($null -ne (Get-Command -Name 'Get-CsCertificate' -ErrorAction SilentlyContinue)) { return $true }
    $paths = @(Get-ModulePath)
    if ($paths.Count -eq 0) { return $false }
    Import-Module -Name $paths[0] -Global
    return $true
}

function ConvertTo-Assigned {
    param($Reference)
    $thumbprint = Get-Value $Reference 'Thumbprint'
    if ([string]$thumbprint -eq '') { return }
    @{
        Type       = [string](Get-Value $Reference 'Use')
        Begins     = Get-Value $Reference 'NotBefore'
        Thumbprint = ([string]$thumbprint).ToUpperInvariant()
        Effective  = Get-Value $Reference 'EffectiveDate'
        Ends       = Get-Value $Reference 'NotAfter'
        Previous   = ([string](Get-Value $Reference 'PreviousThumbprint')).ToUpperInvariant()
    }
}

# What this machine has assigned.
function Get-OwnAssigned {
    foreach ($one in @(Get-CsCertificate)) { ConvertTo-Assigned $one }
}

# What the whole deployment has assigned, by its central store, not by the copy of it here.
function Get-GlobalAssigned {
    foreach ($one in @(Get-CsCertificate -Identity Global -Type OAuthTokenIssuer)) { ConvertTo-Assigned $one }
}

# What a script is about.
function Get-Assigned {
    if ($Everywhere) { Get-GlobalAssigned }
    else { Get-OwnAssigned }
}

function Show-Assigned {
    param($Assigned, [string]$When)
    Write-Line $When
    if (@($Assigned).Count -eq 0) { Write-Line '  nothing' }
    foreach ($one in @($Assigned)) {
        $extra = ''
        if ($one.Previous -ne '') { $extra = ', before it ' + $one.Previous }
        if ($null -ne $one.Effective) { $extra = $extra + ', effective ' + (Format-Utc $one.Effective) }
        Write-Line ('  {0}: {1}{2}' -f $one.Type, $one.Thumbprint, $extra)
    }
}
