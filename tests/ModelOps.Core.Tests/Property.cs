using FsCheck;
using FsCheck.Fluent;

namespace ModelOps.Core.Tests;

/// <summary>Runs properties on random cases.</summary>
internal static class Property
{
    public const int Cases = 100;

    /// <summary>The check throws where the property doesn't hold; the smallest failing case is reported.</summary>
    public static void Holds<T>(Gen<T> cases, Action<T> check, int count = Cases) =>
        Check.One(Config.QuickThrowOnFailure.WithMaxTest(count), Prop.ForAll(cases.ToArbitrary(), check));
}
