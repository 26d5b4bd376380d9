using OnlineMl.Contracts;
using OnlineMl.Features;
using OnlineMl.Serving.Fold;

namespace OnlineMl.Serving.Tests.Fold;

public sealed class RefusalsTests
{
    public static TheoryData<Exception> OfCalls =>
    [
        Negative(-1),
        OutOfRange(-1),
        new FeatureFormatException("no"),
        new NonFiniteStepException("no"),
        new OnlineMlException(RefusalKind.TooLarge, "no"),
    ];

    public static TheoryData<Exception> OfModels => [new InvalidOperationException("bug"), new InvalidCastException(), new KeyNotFoundException(), new OverflowException()];

    [Theory]
    [MemberData(nameof(OfCalls))]
    public void WhatACallDoesWrong_IsARefusal(Exception reason) => Assert.True(Refusals.IsRefusal(reason));

    [Theory]
    [MemberData(nameof(OfModels))]
    public void WhatAModelDoesWrong_IsNone(Exception fault)
    {
        Assert.False(Refusals.IsRefusal(fault));
        var told = Refusals.OfFault(fault);
        Assert.Equal((RefusalKind.Failed, fault), (told.Kind, told.InnerException));
        Assert.Contains(fault.Message, told.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusal_IsToldAsABadRequest_WithoutTheNameOfAParameter()
    {
        var told = Refusals.Of(Negative(-1));
        Assert.Equal((RefusalKind.BadRequest, "A weight is at least 0."), (told.Kind, told.Message));
    }

    [Fact]
    public void ARefusal_ThatSaysItsKind_KeepsIt()
    {
        var refusal = new OnlineMlException(RefusalKind.TooLarge, "Too much.");
        Assert.Same(refusal, Refusals.Of(refusal));
    }

    [Fact]
    public void AReason_KeepsAParameterThatIsNotAtItsEnd() =>
        Assert.Equal("x (Parameter 'y') z", Refusals.ReasonOf(new ReasonException("x (Parameter 'y') z")));

    private sealed class ReasonException(string message) : ArgumentException(null, "y")
    {
        public override string Message => message;
    }

    private static ArgumentException Negative(double weight) => new("A weight is at least 0.", nameof(weight));

    private static ArgumentOutOfRangeException OutOfRange(double weight) => new(nameof(weight), weight, "A weight is at least 0.");
}
