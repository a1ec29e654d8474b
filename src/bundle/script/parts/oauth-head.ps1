<#
.SYNOPSIS
    Assigns the OAuth certificate of the deployment: once, on one Front End Server.
.DESCRIPTION
    -Stage     Imports roots, intermediates and the certificate with its key on this server.
    -Assign    Assigns it globally, and waits for its replication to all servers. What was
               assigned before is kept in previous.json.
    -Rollback  Assigns what previous.json holds.
    Each can be run again: what is done already is left as it is. With -WhatIf nothing is
    changed and nothing is written. Exit code: 0 all good, 1 something failed.
.PARAMETER Password
    The password of the PFX file. It is asked for where it is not given.
.PARAMETER SwitchAtOnce
    Assigns the OAuth certificate at once, although another one still holds and could be followed by
    date. What was made with the old one, up to a day ago, is refused from then on.
    It is also for a deployment whose assignment cannot be read: then nothing is kept for -Rollback.
.PARAMETER TimeoutMinutes
    How long to wait for the replication.
.PARAMETER ReceiptPath
    Where the receipt is written: receipt.json beside this script, where nothing is given.
.EXAMPLE
    .\Install-OAuth.ps1 -Stage
.EXAMPLE
    .\Install-OAuth.ps1 -Assign -WhatIf
#>
#Requires -Version 3.0
[CmdletBinding(SupportsShouldProcess = $true, DefaultParameterSetName = 'Show')]
param(
    [Parameter(Mandatory = $true, ParameterSetName = 'Stage')]
    [switch]$Stage,

    [Parameter(Mandatory = $true, ParameterSetName = 'Assign')]
    [switch]$Assign,

    [Parameter(Mandatory = $true, ParameterSetName = 'Rollback')]
    [switch]$Rollback,

    [Parameter(ParameterSetName = 'Stage')]
    [System.Security.SecureString]$Password,

    [Parameter(ParameterSetName = 'Assign')]
    [Parameter(ParameterSetName = 'Rollback')]
    [ValidateRange(0, 1440)]
    [int]$TimeoutMinutes = 30,

    [Parameter(ParameterSetName = 'Assign')]
    [switch]$SwitchAtOnce,

    [string]$ReceiptPath = ''
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
