BeforeAll {
    Import-Module "$PSScriptRoot/TestHome.psm1"
    $test = New-TestHome
    $file = New-TestModel
}

AfterAll { Remove-TestHome $test }


Describe 'Remove-ModelServer' {
    It 'forgets a server that has ended, and refuses one that is active' {
        $server = Start-ModelServer ./tiny.gguf
        (Get-ErrorOf { Remove-ModelServer tiny }).FullyQualifiedErrorId | Should -BeLike 'ServerStillActive,*'
        $server | Stop-ModelServer
        Invoke-Unseen { Remove-ModelServer tiny -WhatIf }
        (Get-ModelServer).Name | Should -Be tiny
        Get-ModelServer | Remove-ModelServer
        Get-ModelServer | Should -BeNullOrEmpty
        $server.LogPath | Should -Not -Exist
        $server.ModelPath | Should -Exist
    }
}
