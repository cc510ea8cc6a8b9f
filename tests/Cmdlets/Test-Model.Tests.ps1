BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    Import-Module "$PSScriptRoot/TestModels.psm1"
    $test = New-TestHome
    $file = New-TestGguf (Join-Path $test.Folder my.gguf)
    $model = Import-Model $file
}

AfterAll { Remove-TestHome $test }

Describe 'Test-Model' {
    It 'says that a sound model is sound' {
        $result = $model | Test-Model
        $result.Sound, $result.Hashed, $result.State | Should -Be $true, $true, Completed
        $result.Problems | Should -BeNullOrEmpty
    }

    It 'finds a changed byte, a cut and a missing file' {
        $bytes = [System.IO.File]::ReadAllBytes($file)
        $bytes[-1] = 1
        [System.IO.File]::WriteAllBytes($file, $bytes)
        (Test-Model my).Problems | Should -Match 'SHA-256'
        [System.IO.File]::WriteAllBytes($file, $bytes[0..($bytes.Count - 2)])
        (Test-Model my).Problems | Should -Match 'bytes instead of'
        Remove-Item $file
        (Get-Model | Test-Model).State | Should -Be Missing
        (Get-Model my).State | Should -Be Missing
        $null = New-TestGguf $file.FullName
        (Test-Model my).Sound | Should -BeTrue
        (Get-Model my).State | Should -Be Completed
    }

    It 'names a model that does not exist' { (Get-ErrorOf { Test-Model absent }).FullyQualifiedErrorId | Should -Be 'ModelNotFound,ModelOps.Cmdlets.TestModelCommand' }
}
