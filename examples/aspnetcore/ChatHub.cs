using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;

namespace ParleyHost;

public sealed record OpenChat(int Version);

/// <summary>The methods of docs/protocol/hub.md. What they do is done by the user's <see cref="Upstream"/>.</summary>
[Authorize]
public sealed class ChatHub(Upstreams upstreams, IHubContext<ChatHub> hub) : Hub
{
    public const string Path = "/hub";
    private const int MaxIdLength = 128;

    private static readonly object Key = new();

    private (Upstream Upstream, ChatClient Client) Caller => ((Upstream, ChatClient))Context.Items[Key]!;

    private (Upstream Upstream, ChatClient Client) ChatCaller => Caller.Client.IsChat ? Caller : throw HubFailure.NotOpen();

    public override Task OnConnectedAsync()
    {
        // Not `Clients.Caller`, which lives no longer than this call.
        var client = new ChatClient(Context, hub.Clients.Client(Context.ConnectionId));
        Context.Items[Key] = (upstreams.Join(HostUser.Of(Context.User), client), client);
        return base.OnConnectedAsync();
    }

    public override Task OnDisconnectedAsync(Exception? exception)
    {
        if (Context.Items.ContainsKey(Key)) upstreams.Leave(Caller.Upstream, Caller.Client);
        return base.OnDisconnectedAsync(exception);
    }

    public async Task<object> OpenChat(OpenChat request)
    {
        if (request is not { Version: >= 1 }) throw HubFailure.Arguments();
        var userId = await Caller.Upstream.OpenAsync(Caller.Client);
        return new { version = 1, userId };
    }

    public Task WatchRoom(string rid) => ChatCaller.Upstream.WatchRoomAsync(ChatCaller.Client, Checked(rid));

    public Task UnwatchRoom(string rid)
    {
        ChatCaller.Upstream.UnwatchRoom(ChatCaller.Client, Checked(rid));
        return Task.CompletedTask;
    }

    public Task WatchPresence(string[] userIds)
    {
        if (userIds is null) throw HubFailure.Arguments();
        return ChatCaller.Upstream.WatchPresenceAsync(ChatCaller.Client, [.. userIds.Select(Checked)]);
    }

    public Task SetTyping(string rid, string name, bool isTyping) =>
        ChatCaller.Upstream.SetTypingAsync(Checked(rid), Checked(name), isTyping);

    /// <summary>A slash would name another event of the stream.</summary>
    private static string Checked(string? id) =>
        id is { Length: > 0 and <= MaxIdLength } && !id.Contains('/') ? id : throw HubFailure.Arguments();
}
