using Microsoft.AspNetCore.SignalR;

namespace ParleyHost;

/// <summary>What methods of the hub fail with: a text that ends with its code (H10).</summary>
public static class HubFailure
{
    public static HubException NotReady() => Of("The chat server cannot be reached now", "error-not-ready");
    public static HubException SignIn() => Of("The chat server does not sign you in", "error-chat-sign-in");
    public static HubException Inactive() => Of("You are not active", "error-user-inactive");
    public static HubException NotAllowed() => Of("You may not watch this channel", "error-not-allowed");
    public static HubException NotOpen() => Of("openChat comes first", "error-not-open");
    public static HubException Arguments() => Of("Wrong number or kind of arguments", "error-invalid-arguments");
    public static HubException TooMany() => Of("More than is watched for one client", "error-too-many");

    private static HubException Of(string text, string code) => new($"{text} [{code}]");
}
