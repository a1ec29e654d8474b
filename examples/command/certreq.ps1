# Hands forecert's requests to an enterprise CA by certreq.exe. It reads one JSON request on its
# standard input and writes one JSON answer on its standard output; `forecert schema command`
# says what is in them. It runs under Windows PowerShell 3 and later, as a user who may enrol.
#
# What certreq says is in the language of Windows: only numbers, exit codes and files count.
param([Parameter(Mandatory = $true)][string]$Config)

$ErrorActionPreference = 'Stop'
[Console]::OutputEncoding = New-Object System.Text.UTF8Encoding $false

function Write-Answer([hashtable]$Answer) {
    [Console]::Out.Write((ConvertTo-Json $Answer -Compress))
    exit 0
}

function Get-Text([string]$Path) {
    [System.IO.File]::ReadAllText($Path)
}

$asked = [Console]::In.ReadToEnd() | ConvertFrom-Json
$folder = Join-Path ([System.IO.Path]::GetTempPath()) ([System.Guid]::NewGuid().ToString())
New-Item -ItemType Directory -Path $folder | Out-Null
try {
    $request = Join-Path $folder 'request.csr'
    $certificate = Join-Path $folder 'certificate.cer'
    $chain = Join-Path $folder 'chain.p7b'
    [System.IO.File]::WriteAllText($request, $asked.request)
    # What a program writes on its standard error is no exception here.
    $ErrorActionPreference = 'Continue'

    if ($asked.action -eq 'submit') {
        $options = @('-submit', '-q', '-f', '-config', $Config)
        if ($asked.template) {
            $options += @('-attrib', ('CertificateTemplate:' + $asked.template))
        }
        $words = & certreq.exe $options $request $certificate $chain 2>&1 | Out-String
    } elseif ($asked.action -eq 'poll') {
        $words = & certreq.exe '-retrieve' '-q' '-f' '-config' $Config $asked.handle `
            $certificate $chain 2>&1 | Out-String
    } else {
        Write-Answer @{ status = 'not_taken'; message = ('unknown action ' + $asked.action) }
    }
    $exit = $LASTEXITCODE
    $words = $words.Trim()

    if (Test-Path $certificate) {
        $answer = @{ status = 'issued'; certificate = (Get-Text $certificate) }
        if (Test-Path $chain) {
            # A PKCS#7 file with the certificate and those above it.
            $answer.chain = Get-Text $chain
        }
        Write-Answer $answer
    }
    $id = $asked.handle
    # The first line that certreq writes names the request: `RequestId: 4711`.
    if (-not $id -and ($words -split '\r?\n')[0] -match ':\s*"?(\d+)"?\s*$') {
        $id = $Matches[1]
    }
    if (-not $id) {
        Write-Answer @{ status = 'not_taken'; message = $words }
    }
    if ($exit -eq 0) {
        Write-Answer @{ status = 'pending'; handle = $id; message = $words }
    }
    # CERTSRV_E_ADMIN_DENIED_REQUEST and what else a CA says no with begins with 0x8009.
    if ($words -match '0x8009[0-9a-fA-F]{4}' -or $asked.action -eq 'submit') {
        Write-Answer @{ status = 'denied'; message = $words }
    }
    [Console]::Error.WriteLine($words)
    exit 1
} finally {
    Remove-Item -Recurse -Force $folder
}
