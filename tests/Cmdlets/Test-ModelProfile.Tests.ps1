BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $null = New-TestData
    Set-Content ./broken.yaml @'
network: { family: mlp, hiden: [8] }
optimizer: { name: addam, lr: fast }
epochs: -3
batch: many
'@
}

AfterAll { Remove-TestHome $test }

Describe 'Test-ModelProfile' {
    It 'finds nothing wrong with the shipped samples' {
        (Get-ModelProfile | Where-Object Shipped | Test-ModelProfile).Valid | Should -Not -Contain $false
    }

    It 'names all five problems with file, line and key' {
        $result = Test-ModelProfile ./broken.yaml
        $result.Valid | Should -BeFalse
        $result.Problems | ForEach-Object { "$($_.Line) $($_.Key)" } |
            Should -Be '1 network.hiden', '2 optimizer.name', '2 optimizer.lr', '3 epochs', '4 batch'
        $result.Problems.File | Select-Object -Unique | Should -BeLike '*broken.yaml'
    }

    It 'counts the parameters with a dataset, and checks the fit' {
        (Test-ModelProfile tiny -Dataset points).Parameters | Should -Be 42
        $result = Test-ModelProfile digits-cnn -Dataset points
        $result.Valid | Should -BeFalse
        "$($result.Problems)" | Should -Match 'shape'
    }

    It 'takes overrides' {
        (Test-ModelProfile tiny -Set @{ epochs = -1 }).Problems.Key | Should -Be epochs
        (Test-ModelProfile tiny -Dataset points -Set @{ network = @{ hidden = @(4) } }).Parameters | Should -Be (2 * 4 + 4 + 4 * 2 + 2)
    }

    It 'takes names, wildcards, files and profiles' {
        (Test-ModelProfile t*).Name | Should -Be tiny
        (Get-Item ./broken.yaml | Test-ModelProfile).Valid | Should -BeFalse
        (Test-ModelProfile -LiteralPath ./broken.yaml).Valid | Should -BeFalse
        (Get-ModelProfile tiny | Test-ModelProfile).Valid | Should -BeTrue
        ('tiny' | Test-ModelProfile).Valid | Should -BeTrue
    }

    It 'names the nearest profiles and datasets for what does not exist' {
        (Get-ErrorOf { Test-ModelProfile tny }).Exception.Message | Should -Match 'tiny'
        (Get-ErrorOf { Test-ModelProfile tiny -Dataset ponts }).Exception.Message | Should -Match 'points'
    }

    It 'shows the problems in full' { Test-ModelProfile ./broken.yaml | Out-String -Width 120 | Should -Match 'optimizer\.lr' }
}
