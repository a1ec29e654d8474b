<#
.SYNOPSIS
    Puts the certificates of this server into its stores, and assigns them.
.DESCRIPTION
    -Stage     Before Lync Server or Skype for Business Server is installed, or at any time
               after: imports roots, intermediates and the certificates with their keys.
    -Assign    After Setup has installed the components (Step 2 of the Deployment Wizard):
               assigns the certificates. What was assigned before is kept in previous.json.
    -Rollback  Assigns what previous.json holds.
    Each can be run again: what is done already is left as it is. With -WhatIf nothing is
    changed and nothing is written. Exit code: 0 all good, 1 something failed.
.PARAMETER Password
    The password of the PFX files. It is asked for where it is not given.
.PARAMETER SwitchAtOnce
    Assigns an A/V certificate at once, although another one still holds and could be followed by
    date. What was made with the old one, up to 8 hours ago, is refused from then on.
.PARAMETER TimeoutMinutes
    How long -Assign waits for the OAuth certificate to arrive by replication.
.PARAMETER RestartServices
    Stops the services of this server gracefully and starts them again, after assigning.
.PARAMETER ReceiptPath
    Where the receipt is written: receipt.json beside this script, where nothing is given.
.EXAMPLE
    .\Install-Certificates.ps1 -Stage
.EXAMPLE
    .\Install-Certificates.ps1 -Assign -WhatIf
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
    [ValidateRange(0, 1440)]
    [int]$TimeoutMinutes = 30,

    [Parameter(ParameterSetName = 'Assign')]
    [Parameter(ParameterSetName = 'Rollback')]
    [switch]$RestartServices,

    [Parameter(ParameterSetName = 'Assign')]
    [switch]$SwitchAtOnce,

    [string]$ReceiptPath = ''
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
