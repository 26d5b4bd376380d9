using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;

namespace OnlineMl.Tests;

/// <summary>Checks a property for many random values, the same ones in every run.</summary>
internal static class PropertyCheck
{
    public static void ForAll<T>(Action<T> property, int count = 300) => ForAll(ArbMap.Default.ArbFor<T>(), property, count);

    public static void ForAll<T>(Arbitrary<T> values, Action<T> property, int count = 300)
    {
        var config = Config.QuickThrowOnFailure
            .WithMaxTest(count)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(20_261_121, 1), FSharpOption<int>.None)));
        Check.One(config, Prop.ForAll(values, property));
    }

    /// <summary>Bytes that were changed, doubled, removed or inserted at a few places.</summary>
    public static Arbitrary<byte[]> Damaged(byte[] original) =>
        Gen.Select(Gen.ArrayOf(Gen.Choose(0, int.MaxValue), 8), seeds =>
        {
            var bytes = original.ToList();
            for (var i = 0; i + 1 < 2 + (seeds[0] % 7); i += 2)
            {
                var at = seeds[i + 1] % bytes.Count;
                var value = (byte)seeds[i];
                switch (seeds[i] / 256 % 4)
                {
                    case 0:
                        bytes[at] = value;
                        break;
                    case 1:
                        bytes.Insert(at, value);
                        break;
                    case 2:
                        bytes.RemoveRange(at, Math.Min(bytes.Count - at - 1, 1 + (value % 5)));
                        break;
                    default:
                        bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, value % 20)));
                        break;
                }
            }

            return bytes.ToArray();
        }).ToArbitrary();
}
