# ModelOps.dll (the types that users see) goes into the default load context; it holds the private one, into which the cmdlets,
# Core and every third-party assembly go.
$library = [System.IO.Path]::Combine($PSScriptRoot, 'bin', 'module', 'ModelOps.dll')
if (-not ('ModelOps.LoadContext' -as [type])) {
    if (-not [System.IO.File]::Exists($library)) {
        throw "ModelOps is not built: there is no '$library'. Run ./build.sh or ./build.ps1 in '$PSScriptRoot', then import again."
    }
    $null = [System.Reflection.Assembly]::LoadFrom($library)
}
$cmdlets = Import-Module -Assembly ([ModelOps.LoadContext]::ModuleAssembly) -PassThru
# MODELOPS_PROFILE names a serving profile: its servers come up in the background, and the import goes on at once.
if ($env:MODELOPS_PROFILE) { [ModelOps.StartProfile]::Begin($ExecutionContext.SessionState.Path.CurrentFileSystemLocation.ProviderPath) }
# An assembly that is still in the module table is not imported again, so it has to leave together with this module.
$ExecutionContext.SessionState.Module.OnRemove = { Remove-Module -ModuleInfo $cmdlets -Force }
