<#
.SYNOPSIS
    Puts the certificates of this server into its stores.
.DESCRIPTION
    -Stage     Imports roots, intermediates and the certificates with their keys.
    This server has no Set-CsCertificate, so nothing is assigned: the script says at its end
    where the certificate is to be chosen. It can be run again: what is done already is left
    as it is. With -WhatIf nothing is changed and nothing is written.
    Exit code: 0 all good, 1 something failed.
.PARAMETER Password
    The password of the PFX files. It is asked for where it is not given.
.PARAMETER ReceiptPath
    Where the receipt is written: receipt.json beside this script, where nothing is given.
.EXAMPLE
    .\Install-Certificates.ps1 -Stage
#>
#Requires -Version 3.0
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Show')]
param(
    [Parameter(Mandatory = $true, ParameterSetName = 'Stage')]
    [switch]$Stage,

    [Parameter(ParameterSetName = 'Stage')]
    [System.Security.SecureString]$Password,

    [string]$ReceiptPath = ''
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
