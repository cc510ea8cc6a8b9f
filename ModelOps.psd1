@{
    RootModule           = 'ModelOps.psm1'
    ModuleVersion        = '0.1.0'
    GUID                 = '5d0a7b4e-6c0f-4f3e-9f0b-0a9c7f4d2e31'
    Author               = 'ModelOps contributors'
    CompanyName          = 'ModelOps'
    Copyright            = 'ModelOps contributors. MIT License.'
    Description          = 'Takes a model through its life as pipeline objects: import a dataset, train, resume, keep in slots, export.'
    PowerShellVersion    = '7.6'
    CompatiblePSEditions = @('Core')
    FormatsToProcess     = @('bin/module/ModelOps.Format.ps1xml')
    TypesToProcess       = @('bin/module/ModelOps.Types.ps1xml')
    CmdletsToExport      = @(
        'Compare-Model'
        'Copy-ModelProfile'
        'Export-Dataset'
        'Export-Model'
        'Export-TrainingChart'
        'Get-ComputeDevice'
        'Get-Dataset'
        'Get-Model'
        'Get-ModelDemo'
        'Get-ModelOpsSetting'
        'Get-ModelProfile'
        'Get-ModelServer'
        'Get-ModelServerLog'
        'Get-ModelSlot'
        'Get-Training'
        'Get-TrainingLog'
        'Get-TrainingMetric'
        'Import-Dataset'
        'Import-Model'
        'Invoke-ModelServer'
        'New-ModelProfile'
        'Remove-Dataset'
        'Remove-Model'
        'Remove-ModelProfile'
        'Remove-ModelServer'
        'Remove-ModelSlot'
        'Remove-Training'
        'Restart-ModelServer'
        'Restore-ModelSlot'
        'Resume-Training'
        'Save-ModelSlot'
        'Set-Model'
        'Set-ModelOpsSetting'
        'Set-ModelProfile'
        'Show-TrainingChart'
        'Set-Training'
        'Start-ModelDemo'
        'Start-ModelServer'
        'Start-Training'
        'Stop-ModelDemo'
        'Stop-ModelServer'
        'Stop-Training'
        'Suspend-Training'
        'Test-Model'
        'Test-ModelOps'
        'Test-ModelProfile'
        'Test-ModelSlot'
        'Update-ModelRegistry'
        'Use-ModelProfile'
        'Wait-ModelServer'
        'Wait-Training'
    )
    FunctionsToExport    = @()
    VariablesToExport    = @()
    AliasesToExport      = @()
    PrivateData          = @{
        PSData = @{
            Tags       = @('MachineLearning', 'Training', 'Model', 'Torch', 'PSEdition_Core', 'Windows', 'Linux', 'MacOS')
            LicenseUri = 'https://opensource.org/license/mit'
        }
    }
}
