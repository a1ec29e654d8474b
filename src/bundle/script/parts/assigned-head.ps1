<#
.SYNOPSIS
    Writes a receipt of what this server holds and has assigned. Changes nothing else.
.PARAMETER ReceiptPath
    Where the receipt is written: receipt.json beside this script, where nothing is given.
.EXAMPLE
    .\Get-Assigned.ps1
#>
#Requires -Version 3.0
[CmdletBinding(SupportsShouldProcess = $true)]
param(
    [string]$ReceiptPath = ''
)

Set-StrictMode -Version 2
$ErrorActionPreference = 'Stop'
