//! How an enterprise CA of Windows is asked: `certreq` by hand, and a script that does it
//! for a whole folder.
//!
//! `certreq -submit [-attrib ATTRIBUTES] [-config CA] FILE.req FILE.cer FILE.p7b` writes the
//! certificate and its chain, or says under which number the request is pending; `certreq
//! -retrieve NUMBER` fetches it later
//! (<https://learn.microsoft.com/windows-server/administration/windows-commands/certreq_1>).

use std::fmt::Write as _;

use crate::powershell::quoted;

use super::awaited::Awaited;

const INFALLIBLE: &str = "writing to a string cannot fail";

/// What the script is called.
pub(super) const SCRIPT: &str = "Submit-Requests.ps1";

/// The line that submits one request, for PowerShell in the folder of its file.
pub(super) fn line(awaited: &Awaited<'_>) -> String {
    let attributes = attributes(awaited).map(|text| format!("-attrib {} ", quoted(&text)));
    let stem = awaited.stem();
    let files = ["req", "cer", "p7b"].map(|ending| quoted(&format!("{stem}.{ending}")));
    format!(
        "certreq -submit {}{}",
        attributes.unwrap_or_default(),
        files.join(" ")
    )
}

/// The request attribute that names the template. One with a backslash could end the
/// attribute and begin another, since `certreq` reads `\n` as a line end; one with a double
/// quote does not survive Windows PowerShell. The request itself names those.
fn attributes(awaited: &Awaited<'_>) -> Option<String> {
    let template = awaited.request.contents().template.as_ref()?;
    let is_plain = !template.contains(['\\', '"']);
    is_plain.then(|| format!("CertificateTemplate:{template}"))
}

/// The script that submits the requests of a folder, or fetches what was pending.
pub(super) fn script(requests: &[&Awaited<'_>]) -> String {
    let mut list = String::new();
    for awaited in requests {
        let name = quoted(&awaited.stem());
        let attributes = quoted(&attributes(awaited).unwrap_or_default());
        let version = awaited.generation.number;
        let entry = format!("Name = {name}; Version = {version}; Attributes = {attributes}");
        writeln!(list, "    @{{ {entry} }}").expect(INFALLIBLE);
    }
    format!("{HEAD}{list}{BODY}")
}

const HEAD: &str = r"# Submits the requests beside this script to an enterprise CA, or fetches what it has issued
# since:
#
#   .\Submit-Requests.ps1 -Config 'ca01.contoso.net\Contoso-CA'
#   .\Submit-Requests.ps1 -Config 'ca01.contoso.net\Contoso-CA' -Retrieve
#
# certutil shows what stands behind -Config. What was submitted is noted in submitted.txt, and
# nothing is submitted twice: take its line out of that file to submit a request anew.
param(
    [Parameter(Mandatory = $true)]
    [string]$Config,
    [switch]$Retrieve
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'

$requests = @(
";

const BODY: &str = r#")

$here = Split-Path -Parent $MyInvocation.MyCommand.Definition
$notes = Join-Path $here 'submitted.txt'
$numbers = @{}
if (Test-Path -LiteralPath $notes) {
    foreach ($line in @(Get-Content -LiteralPath $notes)) {
        $parts = @($line -split "`t")
        if ($parts.Count -eq 2) { $numbers[$parts[0]] = $parts[1] }
    }
}

$missing = 0
foreach ($request in $requests) {
    $name = $request.Name
    $key = "$name version $($request.Version)"
    $certificate = Join-Path $here "$name.cer"
    $chain = Join-Path $here "$name.p7b"
    if (Test-Path -LiteralPath $certificate) {
        Write-Output "$name.cer is here already; move it away if it does not answer version $($request.Version)"
        continue
    }
    $known = $numbers.ContainsKey($key)
    if ($Retrieve -and -not $known) {
        Write-Output "$name.req was not submitted from here: run this without -Retrieve"
        $missing++
        continue
    }
    if ($known -and -not $Retrieve) {
        Write-Output "$name.req was submitted as request $($numbers[$key]): run this with -Retrieve"
        $missing++
        continue
    }
    if ($Retrieve) {
        $words = @('-retrieve', '-config', $Config, $numbers[$key], $certificate, $chain)
    } else {
        $words = @('-submit', '-config', $Config)
        if ($request.Attributes -ne '') { $words += @('-attrib', $request.Attributes) }
        $words += @((Join-Path $here "$name.req"), $certificate, $chain)
    }
    $said = @(& certreq.exe $words)
    $said | ForEach-Object { Write-Output "  $_" }
    if (Test-Path -LiteralPath $certificate) {
        Write-Output "$name.cer is issued"
        continue
    }
    $missing++
    if ($Retrieve) {
        Write-Output "$name.req is not issued; it is request $($numbers[$key])"
        continue
    }
    # The first line that ends in a number says which the request has, in any language.
    $number = $null
    foreach ($line in $said) {
        if ($null -eq $number -and "$line" -match ':\s*"?(\d+)"?\s*$') { $number = $Matches[1] }
    }
    if ($null -eq $number) {
        Write-Output "$name.req was not submitted"
    } else {
        Add-Content -LiteralPath $notes -Value "$key`t$number"
        Write-Output "$name.req is not issued yet; it is request $number"
    }
}
if ($missing -gt 0) { exit 1 }
"#;
