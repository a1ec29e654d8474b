
# The certificate stores of the machine, and the receipt of what is in them.

function Open-Store {
    param([string]$Name, [string]$Mode)
    $location = [System.Security.Cryptography.X509Certificates.StoreLocation]::LocalMachine
    $store = New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Store -ArgumentList $Name, $location
    $store.Open([System.Security.Cryptography.X509Certificates.OpenFlags]$Mode)
    return $store
}

function Get-Held {
    param([string]$Name)
    $store = Open-Store $Name 'ReadOnly'
    try { foreach ($one in $store.Certificates) { $one } }
    finally { $store.Close() }
}

function Find-Held {
    param([string]$Name, [string]$Thumbprint)
    $found = @(Get-Held $Name | Where-Object { $_.Thumbprint -eq $Thumbprint })
    if ($found.Count -eq 0) { return $null }
    return $found[0]
}

function Add-Held {
    param([string]$Name, $Certificate)
    $store = Open-Store $Name 'ReadWrite'
    try { $store.Add($Certificate) }
    finally { $store.Close() }
}

# Whether an RSA key is in a CSP. Asking for one that is not throws, or gives nothing.
function Test-Csp {
    param($Certificate)
    $key = $null
    try { $key = $Certificate.PrivateKey } catch { $key = $null }
    return ($key -is [System.Security.Cryptography.RSACryptoServiceProvider])
}

# What is wrong with the key of a certificate in the machine's store: nothing, where it is
# usable. Lync loads keys of a CSP only: a CNG key ends in "the buffer supplied to a
# function was too small". Other services load both.
function Get-KeyFault {
    param($Entry, $Certificate)
    if (-not $Certificate.HasPrivateKey) { return 'its private key is not on this machine' }
    if (-not $Entry.IsRsa) { return '' }
    if (-not (Test-Csp $Certificate)) {
        if (-not $Assigns) { return '' }
        return 'its key is in a CNG key storage provider, or cannot be read: Lync needs it in a CSP'
    }
    $container = $Certificate.PrivateKey.CspKeyContainerInfo
    if (-not $container.MachineKeyStore) { return 'its key is in the store of a user, not of the machine' }
    if ([string]$container.KeyNumber -ne 'Exchange') {
        return ('its key is for {0}, not for key exchange' -f $container.KeyNumber)
    }
    return ''
}

function Get-Provider {
    param($Certificate)
    return [string]$Certificate.PrivateKey.CspKeyContainerInfo.ProviderName
}

# What is assigned, in the order of the cmdlet, each once. A receipt is of a whole server: a
# script for the deployment adds what the deployment has. Nothing where there is no Lync Server.
function Get-AssignedIfAny {
    $all = @()
    try {
        if (-not (Import-Lync)) { return }
        $all += @(Get-OwnAssigned)
        if ($Everywhere) { $all += @(Get-GlobalAssigned) }
    }
    catch { Add-Warning ('what is assigned cannot be read: ' + $_.Exception.Message) }
    $seen = @()
    foreach ($one in $all) {
        $key = $one.Type + ' ' + $one.Thumbprint
        if ($seen -notcontains $key) {
            $seen += $key
            $one
        }
    }
}

function Write-Receipt {
    $path = $ReceiptPath
    if ($path -eq '') { $path = Get-Beside 'receipt.json' }
    else { $path = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($path) }
    if (Get-Dry) {
        Write-Line ('-WhatIf: no receipt is written to ' + $path)
        return
    }
    try {
        $assigned = @(Get-AssignedIfAny | ForEach-Object {
                $effective = $null
                if ($null -ne $_.Effective) { $effective = Format-Utc $_.Effective }
                [ordered]@{ type = $_.Type; thumbprint = $_.Thumbprint; effective = $effective }
            })
        $held = @(Get-Held 'My' | ForEach-Object {
                [ordered]@{
                    thumbprint = $_.Thumbprint
                    subject    = $_.Subject
                    not_after  = Format-Utc $_.NotAfter
                    has_key    = [bool]$_.HasPrivateKey
                }
            })
        $name = $Server
        if ($name -eq '') { $name = @(Get-MachineName)[0] }
        $receipt = [ordered]@{
            receipt        = 'forecert'
            format_version = '1.0'
            server         = $name
            pool           = $Pool
            at             = Format-Utc (Get-Now)
            computer       = $env:COMPUTERNAME
            assigned       = $assigned
            store          = $held
        }
        Write-Text $path (ConvertTo-Json -InputObject $receipt -Depth 4)
        Write-Line ('receipt: ' + $path)
    }
    catch {
        Add-Failure ('the receipt is not written: ' + $_.Exception.Message)
    }
}
