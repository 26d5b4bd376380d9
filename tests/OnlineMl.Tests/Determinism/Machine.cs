using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Security.Cryptography;

namespace OnlineMl.Tests.Determinism;

/// <summary>What a machine does that may differ from another's.</summary>
internal static class Machine
{
    /// <summary>The processor, whether it is used as a recent one, and the last bits of the C library's cosine, so that a test of another
    /// setting can see that it was under that setting.</summary>
    public static string Describe()
    {
        var cosines = new byte[sizeof(double) * 20_000];
        for (var i = 0; i < cosines.Length / sizeof(double); i++)
        {
            BitConverter.TryWriteBytes(cosines.AsSpan(i * sizeof(double)), Math.Cos(i * 0.37) + Math.Exp(i * 0.001));
        }

        return $"{RuntimeInformation.ProcessArchitecture} {(Avx2.IsSupported ? "AVX2" : "-")} {Convert.ToHexString(SHA256.HashData(cosines), 0, 8)}";
    }
}
