using OnlineMl.AspNetCore.Limits;

namespace OnlineMl.AspNetCore.Tests.Limits;

/// <summary>Addresses at which a server listens, and who reaches them.</summary>
public class ListeningAddressTests
{
    [Theory]
    [InlineData("http://localhost:5000", false)]
    [InlineData("http://LOCALHOST:5000/base", false)]
    [InlineData("http://127.0.0.1:5000", false)]
    [InlineData("https://[::1]:5001", false)]
    [InlineData("http://unix:/run/onlineml.sock", false)]
    [InlineData("http://0.0.0.0:5000", true)]
    [InlineData("http://[::]:5000", true)]
    [InlineData("http://*:5000", true)]
    [InlineData("http://10.0.0.7:5000", true)]
    [InlineData("http://localhost.example:5000", true)]
    public void OnlyLoopbackAndSocketsOfFiles_AreOfThisMachine(string address, bool isBeyond) =>
        Assert.Equal(isBeyond, ListeningAddress.IsBeyondThisMachine(address));
}
