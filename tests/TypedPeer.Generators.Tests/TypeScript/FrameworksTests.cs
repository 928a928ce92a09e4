using TypedPeer.Build;
using TypedPeer.Generators.Tests.Harness;
using TypedPeer.TestSupport;

namespace TypedPeer.Generators.Tests.TypeScript;

/// <summary>What the package's targets do in a project for several frameworks, which MSBuild builds at the same time. The compiler is a stand-in.</summary>
public sealed class FrameworksTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("typedpeer-frameworks-").FullName;

    private string Index => Path.Combine(_root, "api", "index.ts");

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_project_for_several_frameworks_writes_once_and_a_check_holds_it_to_that()
    {
        Write("net9.0;net10.0");
        var (code, output) = await BuildAsync();
        Assert.True(code == 0, output);
        Assert.Equal(1, Count(output, "Wrote "));
        Assert.Equal("export const madeFor = 'net9.0'", File.ReadAllLines(Index)[1]);

        (code, output) = await BuildAsync("-p:TypedPeerTypeScriptCheck=true");
        Assert.True(code == 0, output);
        await File.AppendAllTextAsync(Index, "// changed\n", TestContext.Current.CancellationToken);
        (code, output) = await BuildAsync("-p:TypedPeerTypeScriptCheck=true");
        Assert.NotEqual(0, code);
        Assert.Equal(1, Count(output, "error TP9003"));
        Assert.Equal(0, Count(output, "Wrote "));
    }

    [Fact]
    public async Task Another_framework_is_chosen_by_name_however_the_list_is_written()
    {
        Write("\n      net9.0;\n      net10.0\n    ");
        var (code, output) = await BuildAsync("-p:TypedPeerTypeScriptFramework=NET10.0");
        Assert.True(code == 0, output);
        Assert.Equal(1, Count(output, "Wrote "));
        Assert.Equal("export const madeFor = 'net10.0'", File.ReadAllLines(Index)[1]);
    }

    [Fact]
    public async Task A_framework_that_the_project_does_not_have_is_an_error_and_no_check_that_finds_nothing()
    {
        Write("net9.0;net10.0");
        var (code, output) = await BuildAsync("-p:TypedPeerTypeScriptFramework=net8.0", "-p:TypedPeerTypeScriptCheck=true");
        Assert.NotEqual(0, code);
        Assert.Contains("error TP9002", output, StringComparison.Ordinal);
        Assert.Contains("'net8.0', which is none of the project's frameworks", output, StringComparison.Ordinal);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private Task<(int ExitCode, string Output)> BuildAsync(params string[] arguments) =>
        ProgramRun.RunAsync("dotnet", _root, ["msbuild", "Multi.proj", "-nologo", "-m:2", "-nodeReuse:false", "-v:n", "-clp:NoSummary", .. arguments], TestContext.Current.CancellationToken);

    private void Write(string frameworks) => File.WriteAllText(
        Path.Combine(_root, "Multi.proj"),
        $"""
        <Project DefaultTargets="Build">
          <PropertyGroup>
            <TargetFrameworks>{frameworks}</TargetFrameworks>
            <Language>C#</Language>
            <IntermediateOutputPath>obj/$(TargetFramework)/</IntermediateOutputPath>
            <TypedPeerTypeScript>api</TypedPeerTypeScript>
            <TypedPeerWithoutGenerator>true</TypedPeerWithoutGenerator>
            <TypedPeerBuildAssembly>{typeof(WriteTypeScript).Assembly.Location}</TypedPeerBuildAssembly>
          </PropertyGroup>
          <Import Project="{Path.Combine(RepositoryRoot.Path, "src", "TypedPeer", "build", "TypedPeer.targets")}" />
          <Target Name="CoreCompile">
            <ItemGroup>
              <_Line Include="//&gt; index.ts" />
              <_Line Include="//|// Written by TypedPeer for the contracts of Multi. Changes made here are lost when it is built again." />
              <_Line Include="//|export const madeFor = '$(TargetFramework)'" />
            </ItemGroup>
            <WriteLinesToFile
              Condition="'$(EmitCompilerGeneratedFiles)' == 'true'"
              File="$(CompilerGeneratedFilesOutputPath)/TypedPeer.Generators/TypedPeer.Generators.PeerContractGenerator/TypedPeer.TypeScript.g.cs"
              Lines="@(_Line)"
              Overwrite="true" />
          </Target>
          <Target Name="Build">
            <ItemGroup>
              <_Framework Include="$(TargetFrameworks)" />
              <_Inner Include="$(MSBuildProjectFullPath)" AdditionalProperties="TargetFramework=%(_Framework.Identity)" />
            </ItemGroup>
            <MSBuild Projects="@(_Inner)" Targets="CoreCompile" BuildInParallel="true" />
          </Target>
        </Project>
        """);
}
