BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    New-TestProfile tiny
}

AfterAll { Remove-TestHome $test }

Describe 'Get-ModelProfile' {
    It 'gets the shipped samples and the user''s own' {
        $profiles = Get-ModelProfile
        $profiles.Name | Should -Contain tiny
        ($profiles | Where-Object Name -eq digits-cnn).Shipped | Should -BeTrue
        ($profiles | Where-Object Name -eq tiny).Shipped | Should -BeFalse
    }

    It 'takes wildcards, -Name and the pipeline' {
        (Get-ModelProfile digits-*).Name | Should -Contain digits-cnn
        (Get-ModelProfile -Name tiny).Epochs | Should -Be 2
        ('tiny', 'digits-cnn' | Get-ModelProfile).Name | Should -Be tiny, digits-cnn
        (Get-ModelProfile tiny | Get-ModelProfile).Name | Should -Be tiny
    }

    It 'takes the path of a file' {
        Copy-Item (Join-Path $env:MODELOPS_HOME profiles tiny.yaml) ./mine.yaml
        (Get-ModelProfile ./mine.yaml).Path | Should -Be (Join-Path $test.Folder mine.yaml)
    }

    It 'has the text, whose comments explain the keys' { (Get-ModelProfile digits-cnn).Text | Should -Match 'lr: .*# learning rate' }

    It 'names the nearest profiles for one that does not exist' {
        $problem = Get-ErrorOf { Get-ModelProfile digit-cnn }
        $problem.FullyQualifiedErrorId | Should -Be 'ProfileNotFound,ModelOps.Cmdlets.GetModelProfileCommand'
        $problem.Exception.Message | Should -Match 'digits-cnn'
    }

    It 'completes names, with what they are for' {
        $found = Get-Completion 'Get-ModelProfile digits-c'
        $found.CompletionText | Should -Be digits-cnn
        $found.ToolTip | Should -Match 'convolutional'
    }
}
