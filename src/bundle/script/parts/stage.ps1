
# -Stage: authorities, certificates and keys into the stores, and the proof of it.

# Reads a certificate without its key.
function Read-Certificate {
    param([string]$Path)
    return New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Certificate2 -ArgumentList $Path
}

# Reads a PFX. Without -Persist the key is gone with the object.
function Read-Pfx {
    param([string]$Path, [System.Security.SecureString]$Secret, [bool]$Persist, [bool]$Exportable)
    $flags = [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]::MachineKeySet
    if ($Persist) { $flags = $flags -bor [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]::PersistKeySet }
    if ($Exportable) { $flags = $flags -bor [System.Security.Cryptography.X509Certificates.X509KeyStorageFlags]::Exportable }
    $certificate = New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Certificate2
    $certificate.Import($Path, $Secret, $flags)
    return $certificate
}

# 0x80070056, ERROR_INVALID_PASSWORD, in whichever language Windows says it.
function Test-WrongPassword {
    param($Failure)
    $exception = $Failure.Exception
    while ($null -ne $exception) {
        if ([System.Runtime.InteropServices.Marshal]::GetHRForException($exception) -eq -2147024810) { return $true }
        $exception = $exception.InnerException
    }
    return $false
}

function Add-Authority {
    param($Authority, [string]$Name)
    $path = Get-Beside $Authority.File
    if ($null -ne (Find-Held $Name $Authority.Thumbprint)) {
        Write-Line ('there already: {0} in {1}' -f $Authority.Subject, $Name)
        return
    }
    if (Test-Missing $path) {
        Add-Failure ('{0} is missing: copy the whole folder' -f $Authority.File)
        return
    }
    $certificate = Read-Certificate $path
    if ($certificate.Thumbprint -ne $Authority.Thumbprint) {
        Add-Failure ('{0} is another certificate: its thumbprint is {1}, not {2}' -f $Authority.File, $certificate.Thumbprint, $Authority.Thumbprint)
        return
    }
    if (Approve ('LocalMachine\' + $Name) ('add ' + $Authority.Subject)) {
        Add-Held $Name $certificate
        Write-Line ('added: {0} to {1}' -f $Authority.Subject, $Name)
    }
}

# Intermediates among the roots break services on Server 2012 and later, and Schannel
# sends no more than about 100 authorities to a client.
function Test-Roots {
    $held = @(Get-Held 'Root')
    foreach ($one in $held) {
        if ($one.Subject -ne $one.Issuer) {
            Add-Warning ('LocalMachine\Root holds {0}, which is not self-signed: move it to the intermediate authorities (CA), or services do not start' -f $one.Subject)
        }
    }
    if ($held.Count -gt 100) {
        Add-Warning ('LocalMachine\Root holds {0} certificates: above 100 sign-in fails, take out what nobody needs' -f $held.Count)
    }
}

# The password: as given, or asked for, and tried on a file.
function Get-Secret {
    param([string]$Path)
    if ($null -ne $Password) { return $Password }
    foreach ($attempt in 1, 2, 3) {
        $secret = Read-Host -Prompt 'Password of the PFX files' -AsSecureString
        try {
            (Read-Pfx $Path $secret $false $false).Reset()
            return $secret
        }
        catch {
            if (-not (Test-WrongPassword $_)) { throw }
            Write-Line 'That is not the password of this file.'
            if ($attempt -eq 3) { return $secret }
        }
    }
}

# Imports one certificate with its key. The thumbprint is held before anything stays.
function Import-Entry {
    param($Entry, $Secret)
    $path = Get-Beside $Entry.File
    $probe = Read-Pfx $path $Secret $false $false
    $found = $probe.Thumbprint
    $probe.Reset()
    if ($found -ne $Entry.Thumbprint) {
        Add-Failure ('{0} is another certificate: its thumbprint is {1}, not {2}' -f $Entry.File, $found, $Entry.Thumbprint)
        return
    }
    $namesakes = @(Get-Held 'My' | Where-Object { $_.FriendlyName -eq $Entry.FriendlyName -and $_.Thumbprint -ne $Entry.Thumbprint })
    if ($Entry.FriendlyName -ne '' -and $namesakes.Count -gt 0) {
        Add-Warning ('another certificate has the friendly name {0} too: {1}' -f $Entry.FriendlyName, $namesakes[0].Thumbprint)
    }
    $certificate = Read-Pfx $path $Secret $true $Entry.Exportable
    if ($certificate.FriendlyName -ne $Entry.FriendlyName) { $certificate.FriendlyName = $Entry.FriendlyName }
    Add-Held 'My' $certificate
    Write-Line ('imported: {0}, {1}' -f $Entry.File, $Entry.Thumbprint)
}

# Why a chain does not build: nothing, where it does.
function Get-ChainFault {
    param($Certificate, [string]$Revocation)
    # The machine's stores, as the services see them.
    $chain = New-Object -TypeName System.Security.Cryptography.X509Certificates.X509Chain -ArgumentList $true
    $chain.ChainPolicy.RevocationMode = [System.Security.Cryptography.X509Certificates.X509RevocationMode]$Revocation
    $chain.ChainPolicy.RevocationFlag = [System.Security.Cryptography.X509Certificates.X509RevocationFlag]::ExcludeRoot
    $chain.ChainPolicy.UrlRetrievalTimeout = [timespan]::FromSeconds(15)
    if (-not $chain.Build($Certificate)) {
        foreach ($status in $chain.ChainStatus) {
            @{ Status = [string]$status.Status; Text = ([string]$status.StatusInformation).Trim() }
        }
    }
    $chain.Reset()
}

# Proves what is in the store: key, provider, chain, and whether it is revoked.
function Test-Entry {
    param($Entry)
    $certificate = Find-Held 'My' $Entry.Thumbprint
    if ($null -eq $certificate) {
        if (-not (Get-Dry)) { Add-Failure ('{0} is not in the store' -f $Entry.Id) }
        return
    }
    $fault = Get-KeyFault $Entry $certificate
    if ($fault -ne '') {
        Add-Failure ('{0}: {1}; delete the certificate in certlm.msc or the MMC (Certificates, Computer account, Personal) and run -Stage again' -f $Entry.Id, $fault)
        return
    }
    if ($Entry.IsRsa -and -not (Test-Csp $certificate)) {
        Add-Warning ('{0}: its key is in a CNG key storage provider, or cannot be read: a service that wants a CSP does not take it' -f $Entry.Id)
    }
    elseif ($Entry.IsRsa) {
        $provider = Get-Provider $certificate
        if ($provider -ne $Entry.Provider) {
            Add-Warning ('{0}: its key is in {1}, not in {2}' -f $Entry.Id, $provider, $Entry.Provider)
        }
    }
    elseif ($Assigns) {
        Add-Warning ('{0} has an elliptic-curve key, which is in a CNG provider: Set-CsCertificate may refuse it' -f $Entry.Id)
    }
    $faults = @(Get-ChainFault $certificate 'NoCheck')
    foreach ($one in $faults) { Add-Failure ('{0}: its chain does not build: {1}' -f $Entry.Id, $one.Text) }
    if ($faults.Count -gt 0) { return }
    foreach ($one in @(Get-ChainFault $certificate 'Online')) {
        if ($one.Status -eq 'Revoked') { Add-Failure ('{0} is revoked: {1}' -f $Entry.Id, $one.Text) }
        else { Add-Warning ('{0}: whether it is revoked cannot be asked: {1} (a CRL that is unreachable from here slows down or stops sign-in)' -f $Entry.Id, $one.Text) }
    }
    Write-Line ('proved: {0}: key of the machine, chain to a trusted root, valid to {1}' -f $Entry.Id, (Format-Utc $certificate.NotAfter))
}

function Invoke-Stage {
    Write-Heading 'Authorities'
    foreach ($authority in $Roots) {
        try { Add-Authority $authority 'Root' }
        catch { Add-Failure ('{0}: {1}' -f $authority.File, $_.Exception.Message) }
    }
    foreach ($authority in $Intermediates) {
        try { Add-Authority $authority 'CA' }
        catch { Add-Failure ('{0}: {1}' -f $authority.File, $_.Exception.Message) }
    }
    try { Test-Roots }
    catch { Add-Failure ('LocalMachine\Root cannot be read: ' + $_.Exception.Message) }

    Write-Heading 'Certificates'
    $secret = $null
    foreach ($entry in $Certificates) {
        try {
            $held = Find-Held 'My' $entry.Thumbprint
            if ($null -ne $held -and $held.HasPrivateKey) {
                Write-Line ('there already: {0}, {1}' -f $entry.Id, $entry.Thumbprint)
                continue
            }
            if (Test-Missing (Get-Beside $entry.File)) {
                Add-Failure ('{0} is missing: copy the whole folder' -f $entry.File)
                continue
            }
            if (-not (Approve 'LocalMachine\My' ('import {0} for {1}' -f $entry.File, $entry.Id))) { continue }
            if ($null -eq $secret) { $secret = Get-Secret (Get-Beside $entry.File) }
            Import-Entry $entry $secret
        }
        catch {
            if (Test-WrongPassword $_) {
                Add-Failure ('{0}: the password does not open it. Take the password of this server; all PFX files of this folder have the same. Where it is right, the file is encrypted for Windows Server 2019 or later and this Windows is older: make the bundle anew with the operating system of this server in the manifest' -f $entry.File)
                break
            }
            Add-Failure ('{0}: {1}' -f $entry.File, $_.Exception.Message)
        }
    }

    Write-Heading 'Proof'
    foreach ($entry in $Certificates) {
        try { Test-Entry $entry }
        catch { Add-Failure ('{0}: {1}' -f $entry.Id, $_.Exception.Message) }
    }
}
